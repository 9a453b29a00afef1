import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { sql } from '../../platform/database.ts';
import type { OtherThan } from '../../platform/enums.ts';
import type { CountedConnection } from '../../platform/keyset.ts';
import { type ListArguments, type Table, table } from '../../platform/table.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { owners } from '../../platform/visibility.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { VIEWERS } from '../support/fixtures.ts';

type InvoiceRow = z.output<typeof InvoiceRow>;
const InvoiceRow = z
  .object({
    id: z.string(),
    userId: z.string().nullable(),
    keyId: z.string().nullable(),
    status: z.string(),
    amount: z.string(),
    units: z.int(),
    issuedAt: z.string().nullable(),
    note: z.string().nullable(),
    shout: z.string().nullable(),
  })
  .meta({ table: 'invoices' });

interface Filter {
  userId?: string | null;
  status?: (string | OtherThan)[] | null;
  amount?: { min?: string | null; max?: string | null } | null;
  units?: { min?: number | null; max?: number | null } | null;
  issuedAt?: { from?: string | null; before?: string | null } | null;
  about?: string | null;
}
type Order = 'ISSUED_AT_DESC' | 'ISSUED_AT_ASC' | 'AMOUNT_DESC' | 'AMOUNT_ASC' | 'UNITS_ASC';

const INVOICES: Table<InvoiceRow, Filter, Order> = table<InvoiceRow, Filter, Order>({
  name: 'toy.invoices',
  row: InvoiceRow,
  key: 'id',
  columns: {
    id: 'uuid',
    userId: 'uuid',
    keyId: 'uuid',
    status: 'text',
    amount: 'numeric',
    units: 'int4',
    issuedAt: 'timestamptz',
  },
  computed: { shout: sql.fragment`upper(note)` },
  confidential: ['note'],
  filters: { about: (value) => sql.fragment`note LIKE ${`%${value}%`}` },
  visible: owners((viewer) => [
    sql.fragment`user_id = ${viewer.userId}`,
    sql.fragment`key_id = ANY(${sql.array(viewer.keyIds, 'uuid')})`,
  ]),
});

let scratch: TestDatabase;
beforeAll(async () => {
  scratch = await createTestDatabase({ empty: true });
  await scratch.database.query(sql.unsafe`
    CREATE TABLE invoices (id uuid PRIMARY KEY, user_id uuid, key_id uuid, status text NOT NULL, amount numeric NOT NULL,
      units int4 NOT NULL, issued_at timestamptz, note text)`);
  const { alice, bob } = VIEWERS;
  await scratch.database.query(sql.unsafe`
    INSERT INTO invoices
    SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
      CASE n % 3 WHEN 0 THEN ${alice.userId}::uuid WHEN 1 THEN ${bob.userId}::uuid END,
      CASE n % 2 WHEN 0 THEN ${alice.keyId}::uuid END,
      (ARRAY['open', 'paid', 'void'])[n % 3 + 1], 123456789012345678 + n / 4 * 0.25, n % 5,
      CASE WHEN n > 3 THEN '2026-01-01 00:00:00.000001+00'::timestamptz + (n / 4) * interval '1 hour' END, 'note ' || n
    FROM generate_series(1, 30) AS n`);
});
afterAll(() => scratch.drop());
beforeEach(() => {
  scratch.statements.length = 0;
});

const number = ({ id }: { id: string }) => Number(id.slice(-12));
const ran = () => scratch.statements.map((statement) => /\/\* (\S+) \*\//.exec(statement)?.[1]);
const page = (viewer: Viewer, args: Partial<ListArguments<Filter, Order>> = {}) =>
  INVOICES.page(scratch.database, viewer, { orderBy: 'ISSUED_AT_DESC', first: 100, ...args });
const numbers = async (viewer: Viewer, filter: Filter) =>
  (await page(viewer, { filter })).nodes.map(number).sort(ascending);
const ascending = (a: number, b: number) => a - b;
const upTo = (length: number, wanted: (n: number) => boolean) =>
  Array.from({ length }, (_, index) => index + 1).filter(wanted);

describe('a page', () => {
  test('holds what the viewer sees, whichever of the conditions shows it, once', async () => {
    const all = await page(VIEWERS.alice);
    expect(all.nodes.map(number).sort(ascending)).toEqual(upTo(30, (n) => n % 2 === 0 || n % 3 === 0));
    expect(await all.count()).toBe(20);
    expect(ran()).toEqual(['toy.invoices', 'toy.invoicesCount']);
  });

  test.each([
    ['nobody', 0],
    ['gateway', 0],
    ['demo', 0],
    ['partner', 0],
    ['bob', 10],
    ['admin', 30],
  ] as const)('%s sees %i rows', async (name, rows) => {
    const seen = await page(VIEWERS[name]);
    expect([seen.nodes.length, await seen.count()]).toEqual([rows, rows]);
  });

  test('asks nothing where there is nothing to see', async () => {
    await (await page(VIEWERS.nobody)).count();
    expect(ran()).toEqual([]);
  });

  test.each(['ISSUED_AT_DESC', 'ISSUED_AT_ASC', 'AMOUNT_DESC', 'AMOUNT_ASC', 'UNITS_ASC'] as const)(
    '%s: page by page, each row comes once and in order, for one condition and for two',
    async (orderBy) => {
      const descending = orderBy.endsWith('_DESC');
      const column = sql.identifier([orderBy.replace(/_(ASC|DESC)$/, '').toLowerCase()]);
      const direction = descending ? sql.fragment`DESC` : sql.fragment`ASC`;
      const whole = await scratch.database.anyFirst(sql.type(z.object({ id: z.string() }))`
        SELECT id FROM invoices ORDER BY ${column} ${direction}, id ${direction}`);
      for (const viewer of [VIEWERS.admin, VIEWERS.alice]) {
        const mine = new Set((await page(viewer)).nodes.map(({ id }) => id));
        const walked: string[] = [];
        for (let after: string | null = null, more = true; more; ) {
          const { nodes, pageInfo }: CountedConnection<InvoiceRow> = await page(viewer, { orderBy, first: 4, after });
          walked.push(...nodes.map(({ id }) => id));
          [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
        }
        expect(walked).toEqual(whole.filter((id) => mine.has(id)));
      }
    },
  );

  test('shows computed fields, and confidential ones to administrators alone', async () => {
    const [own] = (await page(VIEWERS.bob, { first: 1, orderBy: 'AMOUNT_DESC' })).nodes;
    const [any] = (await page(VIEWERS.admin, { first: 1, filter: { about: 'note 28' } })).nodes;
    expect(own).toMatchObject({ note: null, shout: 'NOTE 28', amount: '123456789012345679.75' });
    expect(any).toMatchObject({ note: 'note 28' });
  });
});

describe('a filter', () => {
  const { admin } = VIEWERS;
  test.each<[string, Filter, (n: number) => boolean]>([
    ['one value', { userId: VIEWERS.bob.userId }, (n) => n % 3 === 1],
    ['a list', { status: ['paid', 'void'] }, (n) => n % 3 !== 0],
    ['what an enum does not know', { status: [{ otherThan: ['open', 'void'] }] }, (n) => n % 3 === 1],
    ['that, or a value', { status: [{ otherThan: ['open', 'void'] }, 'void'] }, (n) => n % 3 !== 0],
    ['an empty list', { status: [] }, () => false],
    ['both ends of numbers', { units: { min: 1, max: 2 } }, (n) => n % 5 === 1 || n % 5 === 2],
    ['a decimal that no double holds', { amount: { max: '123456789012345678.25' } }, (n) => n < 8],
    [
      'a span of time, its end excluded',
      { issuedAt: { from: '2026-01-01T02:00:00Z', before: '2026-01-01T05:00:00.000001+01:00' } },
      (n) => n >= 8 && n < 16,
    ],
    ['an open span', { issuedAt: {} }, () => true],
    ['what the table says of its own', { about: '1' }, (n) => String(n).includes('1')],
    ['several at once', { status: ['void'], units: { min: 4 } }, (n) => n % 3 === 2 && n % 5 === 4],
    ['null, which does not filter', { status: null, issuedAt: { from: null } }, () => true],
  ])('%s', async (_, filter, expected) => {
    expect(await numbers(admin, filter)).toEqual(upTo(30, expected));
    expect(await (await page(admin, { filter })).count()).toBe(upTo(30, expected).length);
  });

  test('never shows more than the viewer sees', async () => {
    expect(await numbers(VIEWERS.bob, { userId: VIEWERS.alice.userId })).toEqual([]);
  });

  test.each<[Filter, string]>([
    [{ userId: 'bob' }, 'filter.userId'],
    [{ status: ['open', 'a\0'] }, 'filter.status.1'],
    [{ about: 'a\0' }, 'filter.about'],
    [{ amount: { min: 'NaN' } }, 'filter.amount.min'],
    [{ units: { max: 2 ** 31 } }, 'filter.units.max'],
  ])('%j is refused before it reaches Postgres', async (filter, argument) => {
    const refused = { extensions: { code: 'BAD_USER_INPUT', argument } };
    await expect(page(admin, { filter })).rejects.toMatchObject(refused);
    const loader = INVOICES.pagesBy(scratch.database, admin, 'userId');
    await expect((async () => loader.load('x', { orderBy: 'UNITS_ASC', filter }))()).rejects.toMatchObject(refused);
    expect(ran()).toEqual([]);
  });
});

describe('rows by a unique column', () => {
  test('come in one statement, each for whoever may see it; what cannot be is not found', async () => {
    const load = (viewer: Viewer) => {
      const loader = INVOICES.rowsBy(scratch.database, viewer, 'id');
      const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
      return Promise.all([id(1), id(4), id(99), 'nonsense', id(1)].map((key) => loader.load(key)));
    };
    expect((await load(VIEWERS.bob)).map((row) => row && number(row))).toEqual([1, 4, null, null, 1]);
    expect((await load(VIEWERS.alice)).map((row) => row && number(row))).toEqual([null, 4, null, null, null]);
    expect((await load(VIEWERS.nobody)).map((row) => row && number(row))).toEqual([null, null, null, null, null]);
    expect(ran().slice(0, 2)).toEqual(['toy.invoicesById', 'toy.invoicesById']);
  });
});

describe('pages by parents', () => {
  const { alice, bob, admin } = VIEWERS;
  const users = [alice.userId as string, bob.userId as string];

  test('of different sizes come in one statement, and their counts in another', async () => {
    const loader = INVOICES.pagesBy(scratch.database, admin, 'userId');
    const load = (parent: string, first: number) => loader.load(parent, { orderBy: 'ISSUED_AT_ASC', first });
    const lists = await Promise.all([
      load(users[0] as string, 3),
      load(users[1] as string, 1),
      load(users[0] as string, 1),
      load('nobody', 5),
      load(users[1] as string, 0),
    ]);
    expect(lists.map(({ nodes }) => nodes.map(number))).toEqual([[6, 9, 12], [4], [6], [], []]);
    expect(lists.map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, true, true, false, true]);
    expect(await Promise.all(lists.map((list) => list.count()))).toEqual([10, 10, 10, 0, 10]);
    expect(ran()).toEqual(['toy.invoicesByUserId', 'toy.invoicesByUserIdCount']);
  });

  test('go on behind a cursor, filtered', async () => {
    const loader = INVOICES.pagesBy(scratch.database, admin, 'userId');
    const args = { orderBy: 'ISSUED_AT_DESC', first: 2, filter: { units: { min: 1 } } } as const;
    const start = await loader.load(users[0] as string, args);
    expect(start.nodes.map(number)).toEqual([3, 27]); // what has no time comes first when descending
    const next = await loader.load(users[0] as string, { ...args, after: start.pageInfo.endCursor });
    expect(next.nodes.map(number)).toEqual([24, 21]);
    expect(await next.count()).toBe(8);
  });

  test('show each viewer what it sees', async () => {
    const loader = INVOICES.pagesBy(scratch.database, bob, 'userId');
    const lists = await Promise.all(users.map((user) => loader.load(user, { orderBy: 'UNITS_ASC', first: 100 })));
    expect(lists.map(({ nodes }) => nodes.length)).toEqual([0, 10]);
    expect(await Promise.all(lists.map((list) => list.count()))).toEqual([0, 10]);
  });

  test('belong by any condition', async () => {
    const loader = INVOICES.pagesBy(scratch.database, admin, {
      by: 'Units',
      type: 'int4',
      matches: (parent) => sql.fragment`units * 2 = ${parent}`,
    });
    const lists = await Promise.all(
      ['2', '8', 'x'].map((key) => loader.load(key, { orderBy: 'AMOUNT_ASC', first: 2 })),
    );
    expect(lists.map(({ nodes }) => nodes.map(number))).toEqual([[1, 6], [4, 9], []]);
  });

  test('a statement that fails fails those that asked, and nobody after them', async () => {
    const loader = INVOICES.pagesBy(scratch.database, admin, {
      by: 'Nothing',
      type: 'text',
      matches: (parent) => sql.fragment`1 / (length(${parent}) - 1) = 1`,
    });
    const load = (parent: string) => loader.load(parent, { orderBy: 'AMOUNT_ASC', first: 1 });
    await expect(Promise.all([load('a'), load('ab')])).rejects.toThrow();
    expect((await load('ab')).nodes).toHaveLength(1);
  });
});
