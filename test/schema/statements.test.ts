import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const SUBGRAPHS = join(import.meta.dirname, '../../subgraphs');
const files = globSync('*/**/queries*.ts', { cwd: SUBGRAPHS });

test('the queries are found', () => {
  expect(files.map((file) => file.split('/')[0])).toEqual(expect.arrayContaining(['identity', 'billing', 'pricing']));
});

test.each(files)('every statement of %s begins with its name, by which it is prepared', (file) => {
  const text = readFileSync(join(SUBGRAPHS, file), 'utf8');
  const beginnings = [...text.matchAll(/sql\.(?:type\([\s\S]+?\)|unsafe)`([\s\S]{0,40})/g)].map(([, start]) => start);
  const tables = [...text.matchAll(/= table<[\s\S]+?\bname: '(\w+)\./g)].map(([, subgraph]) => subgraph);
  expect(beginnings.length + tables.length).toBeGreaterThan(0);
  const subgraph = file.split('/')[0];
  expect(tables.filter((name) => name !== subgraph)).toEqual([]);
  expect(beginnings.filter((start) => !start?.startsWith(`/* ${subgraph}.`))).toEqual([]);
});
