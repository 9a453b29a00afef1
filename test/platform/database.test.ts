import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SchemaValidationError, StatementTimeoutError } from 'slonik';
import { z } from 'zod';
import { camelCase, connectDatabase, rfc3339, sql } from '../../platform/database.ts';
import { createLog } from '../../platform/log.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const log = createLog('silent');
let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase({ empty: true });
});
afterAll(() => own.drop());

const anything = z.record(z.string(), z.unknown());

describe('a row', () => {
  test('has camel-cased names, and its nested jsonb is left alone', async () => {
    const row = await own.database.one(
      sql.type(
        anything,
      )`SELECT 1 AS key_id, 2 AS change_24h, 3 AS plain, '{"inner_key": {"a_b": 1}}'::jsonb AS raw_json`,
    );
    expect(row).toEqual({ keyId: 1, change24h: 2, plain: 3, rawJson: { inner_key: { a_b: 1 } } });
  });

  test('is refused when two of its columns share a name', async () => {
    const query = own.database.one(sql.type(anything)`SELECT 1 AS key_id, 2 AS "keyId"`);
    await expect(query).rejects.toThrow('two columns share a name once camel-cased: key_id,keyId');
  });

  test('is checked after its names were camel-cased', async () => {
    const Row = z.object({ keyId: z.string() });
    expect(await own.database.one(sql.type(Row)`SELECT 'k' AS key_id`)).toEqual({ keyId: 'k' });
    await expect(own.database.one(sql.type(Row)`SELECT 1 AS key_id`)).rejects.toThrow(SchemaValidationError);
  });
});

describe('no digit is lost', () => {
  test.each([
    [
      'a numeric of 18 decimals',
      sql.fragment`'1234567890.123456789012345678'::numeric`,
      '1234567890.123456789012345678',
    ],
    ['a numeric with a final zero', sql.fragment`2369.50::numeric(18, 8)`, '2369.50000000'],
    ['an int8 above 2^53', sql.fragment`9007199254740993::int8`, '9007199254740993'],
    ['the smallest int8', sql.fragment`'-9223372036854775808'::int8`, '-9223372036854775808'],
    ['microseconds', sql.fragment`'2026-03-01 12:00:00.123456+00'::timestamptz`, '2026-03-01T12:00:00.123456Z'],
    ['a whole second', sql.fragment`'2026-03-01 12:00:00+00'::timestamptz`, '2026-03-01T12:00:00.000000Z'],
    ['a time of another zone', sql.fragment`'2026-03-01 12:00:00.5+05:30'::timestamptz`, '2026-03-01T06:30:00.500000Z'],
    ['a time without zone', sql.fragment`'2026-03-01 12:00:00.000001'::timestamp`, '2026-03-01T12:00:00.000001Z'],
    ['a date', sql.fragment`'2026-03-01'::date`, '2026-03-01'],
    ['an interval', sql.fragment`'1 day 02:00:00'::interval`, '1 day 02:00:00'],
    ['null', sql.fragment`NULL::timestamptz`, null],
    ['infinity', sql.fragment`'infinity'::timestamptz`, 'infinity'],
  ])('%s', async (_, expression, expected) => {
    const query = sql.type(z.object({ value: z.unknown() }))`SELECT ${expression} AS value`;
    expect(await own.database.oneFirst(query)).toBe(expected);
  });
});

describe('a number inside JSON', () => {
  const Row = z.object({ value: z.unknown() });
  test.each(['json', 'jsonb'])('keeps all of its digits in %s', async (type) => {
    const text =
      '{"a": [9007199254740993, -9223372036854775808, 0.123456789012345678, 123456789012345678.1234567890], "b": 1.5}';
    const query = sql.type(Row)`SELECT CAST(${text} AS ${sql.identifier([type])}) AS value`;
    expect(JSON.stringify(await own.database.oneFirst(query))).toBe(text.replaceAll(' ', ''));
  });

  test('is a plain number where a double holds it', async () => {
    const query = sql.type(Row)`SELECT '{"a": [1, 0.1, 2369.50, 9007199254740991, "x", null, true]}'::jsonb AS value`;
    expect(await own.database.oneFirst(query)).toEqual({ a: [1, 0.1, 2369.5, 9007199254740991, 'x', null, true] });
  });
});

test('the session is in UTC, whatever the database prefers', async () => {
  await own.database.query(sql.unsafe`
    DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET TimeZone = ''Asia/Kolkata''', current_database()); END $$`);
  const other = await connectDatabase(own.url, { log });
  const text = sql.type(z.object({ moment: z.string() }))`SELECT '2026-03-01 12:00+00'::timestamptz::text AS moment`;
  expect(await other.oneFirst(text)).toBe('2026-03-01 12:00:00+00');
  await other.end();
});

test('a statement that takes too long is ended, and the next one runs', async () => {
  const hasty = await connectDatabase(own.url, { log, statementTimeoutMs: 100, poolSize: 1 });
  await expect(hasty.query(sql.unsafe`SELECT pg_sleep(20)`)).rejects.toThrow(StatementTimeoutError);
  expect(await hasty.oneFirst(sql.type(z.object({ one: z.number() }))`SELECT 1 AS one`)).toBe(1);
  await hasty.end();
});

test('every statement is observed', async () => {
  own.statements.length = 0;
  await own.database.query(sql.unsafe`SELECT 1`);
  expect(own.statements).toEqual(['SELECT 1']);
});

test('a statement that begins with a comment is prepared, and no other', async () => {
  const one = await connectDatabase(own.url, { log, poolSize: 1 });
  await one.query(sql.unsafe`/* test.one */ SELECT 1`);
  await one.query(sql.unsafe`/* test.one */ SELECT 1`);
  await one.query(sql.unsafe`SELECT 2`);
  const prepared = sql.type(z.object({ statement: z.string() }))`SELECT statement FROM pg_prepared_statements`;
  expect(await one.anyFirst(prepared)).toEqual(['/* test.one */ SELECT 1']);
  await one.end();
});

test('names and times are translated as documented', () => {
  expect(['api_key', 'change_24h', 'a_b_c', '_private', 'plain'].map(camelCase)).toEqual([
    'apiKey',
    'change24h',
    'aBC',
    'Private',
    'plain',
  ]);
  expect(rfc3339('0044-03-15 12:00:00+00 BC')).toBe('0044-03-15T12:00:00.000000Z BC');
});
