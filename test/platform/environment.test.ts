import { expect, test } from '@jest/globals';
import { readEnvironment } from '../../platform/environment.ts';

test('nothing has to be set', () => {
  expect(readEnvironment({})).toMatchObject({
    NODE_ENV: 'development',
    PORT: 4000,
    DATA_DIR: '.data',
    DEMO_KEY: true,
    SUBGRAPHS: 'together',
  });
});

test('empty text counts as not set, and what is not ours is ignored', () => {
  expect(readEnvironment({ PORT: '', DATABASE_URL: '', HOME: '/root' })).toEqual(readEnvironment({}));
});

test('text becomes what it stands for', () => {
  const settings = { PORT: '0', DEMO_KEY: 'off', DATABASE_POOL_SIZE: '3', FEEDS: 'simulate' };
  expect(readEnvironment(settings)).toMatchObject({
    PORT: 0,
    DEMO_KEY: false,
    DATABASE_POOL_SIZE: 3,
    FEEDS: 'simulate',
  });
});

test('a database on a unix socket can be named', () => {
  const DATABASE_URL = 'postgres://postgres@%2Ftmp%2Fa%20b:5432/trinity';
  expect(readEnvironment({ DATABASE_URL })).toMatchObject({ DATABASE_URL });
});

test.each([
  ['PORT', '65536'],
  ['PORT', 'http'],
  ['DATABASE_URL', 'mysql://localhost/trinity'],
  ['DATABASE_URL', 'localhost:5432'],
  ['VALKEY_URL', 'localhost'],
  ['ADMIN_API_KEY', 'short'],
  ['DEMO_KEY', 'yes'],
  ['FEEDS', 'some'],
  ['SUBGRAPHS', 'alone'],
  ['DATABASE_POOL_SIZE', '0'],
])('%s=%s is refused by name', (name, value) => {
  expect(() => readEnvironment({ [name]: value })).toThrow(
    new RegExp(`^These settings cannot be used:\n  ${name}: \\S`),
  );
});

test('every wrong setting is named at once, and its value, which may be a secret, is not repeated', () => {
  const read = () => readEnvironment({ PORT: '-1', ADMIN_API_KEY: 'hunter2', VALKEY_URL: 'hunter3' });
  expect(read).toThrow(/PORT: .*\n {2}VALKEY_URL: must be a URL that starts with .*\n {2}ADMIN_API_KEY: /);
  expect(read).not.toThrow(/hunter/);
});

test('apart, gateway and subgraphs must share a secret', () => {
  expect(() => readEnvironment({ SUBGRAPHS: 'apart' })).toThrow('GATEWAY_SECRET: must be set where SUBGRAPHS=apart');
  const GATEWAY_SECRET = 'a'.repeat(32);
  expect(readEnvironment({ SUBGRAPHS: 'apart', GATEWAY_SECRET })).toMatchObject({ GATEWAY_SECRET });
});
