import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildASTSchema, type GraphQLObjectType, printSchema } from 'graphql';
import { readTypeDefs } from '../../platform/type-defs.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'trinity-sdl-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function argumentsOf(sdl: string, type: string, field: string): string[] {
  const file = join(directory, 'schema.graphql');
  writeFileSync(file, sdl);
  const schema = buildASTSchema(readTypeDefs(file), { assumeValidSDL: true });
  expect(printSchema(schema)).toContain('type RowConnection');
  const { args } = (schema.getType(type) as GraphQLObjectType).getFields()[field] ?? { args: [] };
  expect(args.filter(({ description }) => !description)).toEqual([]);
  return args.map(
    (each) => `${each.name}: ${each.type}${each.defaultValue === undefined ? '' : ` = ${each.defaultValue}`}`,
  );
}

const ROW = '"A row." type Row { "Its id." id: ID! }';

test('a field that is a connection can be paged, wherever it stands', () => {
  const sdl = `${ROW} type Query { rows("Which." kind: String): RowConnection } type Other { rows: RowConnection! }`;
  expect(argumentsOf(sdl, 'Query', 'rows')).toEqual(['kind: String', 'first: Int = 20', 'after: String']);
  expect(argumentsOf(sdl, 'Other', 'rows')).toEqual(['first: Int = 20', 'after: String']);
});

test('and filtered and sorted, where there is a filter and an order', () => {
  const sdl = `${ROW} type Query { rows: RowConnection } input RowFilter { id: ID } enum RowOrder { ID_DESC ID_ASC }`;
  expect(argumentsOf(sdl, 'Query', 'rows')).toEqual([
    'first: Int = 20',
    'after: String',
    'filter: RowFilter',
    'orderBy: RowOrder! = ID_DESC',
  ]);
});
