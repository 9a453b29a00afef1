import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type SqlFragment, sql } from '../../platform/database.ts';
import { anyOf } from '../../platform/filter.ts';
import { type CountedConnection, type Keyset, keyset } from '../../platform/keyset.ts';
import { encodeCursor, type PageArguments } from '../../platform/paging.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const Row = z.object({ id: z.string(), at: z.string().nullable(), rank: z.int(), size: z.string(), name: z.string() });
type Row = z.output<typeof Row>;

let scratch: TestDatabase;
beforeAll(async () => {
  scratch = await createTestDatabase({ empty: true });
  await scratch.database.query(sql.unsafe`
    CREATE TABLE things (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), at timestamptz, rank int4 NOT NULL,
      size int8 NOT NULL, name text NOT NULL)`);
  await scratch.database.query(sql.unsafe`
    INSERT INTO things (at, rank, size, name)
    SELECT at, n % 3 - 1, 9007199254740992 + n, chr(97 + n) || ', "quoted" and äöü'
    FROM generate_series(1, 4) n, unnest(ARRAY['2026-01-01 00:00:00.000001+00', '2026-01-01 00:00:00.000002+00',
      'infinity', '-infinity', NULL]::timestamptz[]) at`);
});
afterAll(() => scratch.drop());

function select(slice: { ways: readonly SqlFragment[]; order: SqlFragment; limit: number }) {
  return scratch.database.any(sql.type(Row)`
    SELECT id, at, rank, size, name FROM things WHERE ${anyOf(slice.ways)} ORDER BY ${slice.order} LIMIT ${slice.limit}`);
}

async function pageOf(order: Keyset<Row>, args: PageArguments): Promise<CountedConnection<Row>> {
  const slice = order.slice(args);
  return slice.connect(await select(slice), async () => 0);
}

async function walk(order: Keyset<Row>, first: number): Promise<string[]> {
  const walked: string[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const page: CountedConnection<Row> = await pageOf(order, { first, after });
    walked.push(...page.nodes.map((row) => row.id));
    after = page.pageInfo.endCursor;
    more = page.pageInfo.hasNextPage;
  }
  return walked;
}

describe.each(['ASC', 'DESC'] as const)('%s', (direction) => {
  test.each([
    ['a nullable time', { at: 'timestamptz', id: 'uuid' }],
    ['small and big integers', { rank: 'int4', size: 'int8', id: 'uuid' }],
    ['text', { name: 'text', id: 'uuid' }],
    ['one column', { id: 'uuid' }],
  ] as const)('by %s: every row once, in the order of Postgres', async (_, columns) => {
    const order = keyset(Row, direction, columns);
    const whole = await select(order.slice({ first: 100 }));
    expect(whole).toHaveLength(20);
    for (const first of [1, 3, 20]) expect(await walk(order, first)).toEqual(whole.map((row) => row.id));
  });
});

test('text sorts the same whatever the collation of its column', async () => {
  const order = keyset(z.object({ name: z.string() }), 'ASC', { name: 'text' });
  const from = (slice: { ways: readonly SqlFragment[]; order: SqlFragment }) =>
    scratch.database.anyFirst(sql.type(z.object({ name: z.string() }))`
      SELECT name FROM (SELECT name COLLATE "und-x-icu" AS name FROM unnest(ARRAY['b', 'ä', 'C', 'a', 'B']) AS name)
      WHERE ${anyOf(slice.ways)} ORDER BY ${slice.order}`);
  expect(await from(order.slice({}))).toEqual(['B', 'C', 'a', 'b', 'ä']);
  expect(await from(order.slice({ after: encodeCursor(['name ASC', 'a']) }))).toEqual(['b', 'ä']);
});

test('a row that is added before the cursor does not move the page behind it', async () => {
  const order = keyset(Row, 'ASC', { name: 'text', id: 'uuid' });
  const { nodes, pageInfo } = await pageOf(order, { first: 5 });
  const before = await select(order.slice({ first: 5, after: pageInfo.endCursor }));
  await scratch.database.query(sql.unsafe`INSERT INTO things (rank, size, name) VALUES (0, 0, '')`);
  expect(nodes).toHaveLength(5);
  expect(await select(order.slice({ first: 5, after: pageInfo.endCursor }))).toEqual(before);
  await scratch.database.query(sql.unsafe`DELETE FROM things WHERE name = ''`);
});

describe('a cursor that was tampered with is refused before it reaches Postgres', () => {
  const uuid = '00000000-0000-4000-8000-000000000000';
  const time = '2026-01-01T00:00:00.000001Z';
  test.each([
    [{ at: 'timestamptz', id: 'uuid' }, [time, 'x']],
    [{ at: 'timestamptz', id: 'uuid' }, [time]],
    [{ at: 'timestamptz', id: 'uuid' }, [time, '\0']],
    [{ at: 'timestamptz', id: 'uuid' }, ['2026-02-30T00:00:00.000001Z', uuid]],
    [{ at: 'timestamptz', id: 'uuid' }, ['0000-01-01T00:00:00.000001Z', uuid]],
    [{ at: 'timestamptz', id: 'uuid' }, ['2026-01-01T24:00:00.000001Z', uuid]],
    [{ at: 'timestamptz', id: 'uuid' }, ['', uuid]],
    [{ rank: 'int4', id: 'uuid' }, ['2147483648', uuid]],
    [{ rank: 'int4', id: 'uuid' }, ['1.5', uuid]],
    [{ rank: 'int4', id: 'uuid' }, ['\0', uuid]],
    [{ size: 'int8', id: 'uuid' }, ['9223372036854775808', uuid]],
    [{ name: 'text', id: 'uuid' }, ['a\0', uuid]],
    [{ name: 'text', id: 'uuid' }, ['\0', uuid]],
  ] as const)('%j %j', (columns, values) => {
    const order = keyset(Row, 'DESC', columns);
    expect(() => order.slice({ after: encodeCursor([`${Object.keys(columns)[0]} DESC`, ...values]) })).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }),
    );
  });

  test('and what Postgres can hold is not', async () => {
    const order = keyset(Row, 'DESC', { size: 'int8', id: 'uuid' });
    expect(await select(order.slice({ after: encodeCursor(['size DESC', '9223372036854775807', uuid]) }))).toHaveLength(
      20,
    );
    expect(
      await select(order.slice({ after: encodeCursor(['size DESC', '-9223372036854775808', uuid]) })),
    ).toHaveLength(0);
  });

  test('nor is a cursor of another order taken', () => {
    const newest = keyset(Row, 'DESC', { at: 'timestamptz', id: 'uuid' });
    for (const label of ['at ASC', 'rank DESC']) {
      expect(() => newest.slice({ after: encodeCursor([label, time, uuid]) })).toThrow(
        expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }),
      );
    }
  });
});
