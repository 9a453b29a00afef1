/**
 * How Postgres answers what the graph really sends about usage logs, over rows that are shaped to mislead it: half of
 * them belong to one account, and what is common in all of the table is missing in its newest part. Each list must find
 * its rows in an index that has them in order, whether it is planned for its values or for any, and read hardly more
 * than it shows. (Counts have to read what they count, and are not looked at.)
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type GraphQLInputObjectType, isInputObjectType } from 'graphql';
import { Client } from 'pg';
import type { Viewer } from '../../platform/viewer.ts';
import { analytics } from '../../subgraphs/analytics/subgraph.ts';
import { type Ask, askSubgraph } from '../support/ask.ts';
import { KEYS, USERS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';

const ROWS = 200_000;
/** Blocks that one list of up to 20 rows may look at, in all of its indexes, for each parent: about three for each row. */
const HARDLY_MORE = 100;
const ORDERS = ['TIMESTAMP_DESC', 'TIMESTAMP_ASC'] as const;
const { admin, alice, partner } = VIEWERS;

let services: TestServices;
let ask: Ask;
let client: Client;
beforeAll(async () => {
  services = await testServices();
  ask = askSubgraph(analytics, services);
  client = new Client({ connectionString: services.databaseUrl, options: '-c random_page_cost=1.1' }); // as the graph's
  await client.connect();
  const { rows } = await client.query(`
    SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
    FROM pg_index WHERE indrelid = 'usage_logs'::regclass AND NOT indisprimary`);
  // Faster than keeping them up to date with each row.
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  await client.query('TRUNCATE usage_logs');
  await client.query(FILL);
  for (const { definition } of rows) await client.query(definition);
  await client.query('ANALYZE usage_logs');
}, 180_000);
afterAll(async () => {
  await client?.end();
  await services?.stop();
});

/** Of ten rows five are of Alice, two of the partner; the others are spread, but in the old part all alike. */
const FILL = `
  INSERT INTO usage_logs
    (user_id, api_key_id, "timestamp", asset, source, cluster_node, ip_address)
  SELECT
    CASE WHEN n % 10 < 5 THEN '${USERS.alice}'::uuid WHEN n % 10 >= 7 AND n % 4 > 0 THEN '${USERS.bob}'::uuid END,
    CASE WHEN n % 10 < 3 THEN '${KEYS.alice}' WHEN n % 10 < 5 THEN '${KEYS.aliceToo}'
      WHEN n % 10 < 7 THEN '${KEYS.partner}'
      WHEN n < ${ROWS / 2} THEN '${KEYS.bob}' ELSE gen_random_uuid()::text END,
    CASE WHEN n % 4000 > 0 THEN timestamptz '2026-01-01' + n / 5 * interval '1 minute' END,
    CASE WHEN n % 10 < 5 THEN 'ETH' WHEN n < ${ROWS / 2} THEN 'BTC' ELSE 'A' || n % 100 END,
    CASE WHEN n < ${ROWS / 2} AND n % 10 >= 7 THEN 'old-ws' ELSE 'coinbase-ws' END,
    CASE WHEN n < ${ROWS / 2} AND n % 10 >= 7 THEN 'Old' ELSE 'BeastMain' END,
    CASE WHEN n < ${ROWS / 2} AND n % 10 >= 7 THEN '192.0.2.1' ELSE '198.51.100.' || n % 200 END
  FROM generate_series(1, ${ROWS}) AS n`;

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  Plans?: Plan[];
}

const within = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(within)];

/** The parts of a plan that read usage_logs. */
const reads = (plan: Plan) =>
  within(plan).filter((node) => node['Relation Name'] === 'usage_logs' || node['Node Type'] === 'Bitmap Index Scan');

/** How many blocks of 8 kB were looked at, of tables and indexes. */
const blocksOf = (plan: Plan): number => (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);

async function explain(options: string, statement: string, values: readonly unknown[]): Promise<Plan> {
  const { rows } = await client.query(`EXPLAIN (FORMAT JSON, ${options}) ${statement}`, [...values]);
  return rows[0]['QUERY PLAN'][0].Plan;
}

/** Asks, and explains each statement that ran: once for its values, and once for any. */
async function explained(viewer: Viewer, source: string, variables: object = {}) {
  services.ran.length = 0;
  const { data, errors, statements } = await ask(viewer, source, { ...variables });
  expect(errors).toEqual([]);
  const ran = services.ran.slice(0, statements.length);
  const planned = [];
  for (const { statement, values } of ran) {
    const plan = await explain('ANALYZE, BUFFERS', statement, values);
    planned.push({ blocks: blocksOf(plan), plans: [plan, await explain('GENERIC_PLAN', statement, [])] });
  }
  const nodes = planned.flatMap(({ plans }) => plans.flatMap(reads));
  return {
    data,
    statements,
    ways: [...new Set(nodes.map((node) => node['Index Name'] ?? node['Node Type']))].sort(),
    blocks: planned.reduce((sum, { blocks }) => sum + blocks, 0),
  };
}

const list = (args: string) => `usageLogs(${args}) { nodes { id timestamp } pageInfo { endCursor hasNextPage } }`;
const PAGE = `query ($order: UsageLogOrder!, $filter: UsageLogFilter, $after: String) {
  ${list('orderBy: $order, filter: $filter, after: $after')} }`;

/** A cursor half way through all rows: there is none to be had from a short list. */
const HALF_WAY = '2026-01-14T21:20:00.000000Z';
const cursor = (order: string) =>
  Buffer.from(JSON.stringify([`timestamp ${order.slice(10)}`, HALF_WAY, KEYS.alice])).toString('base64url');

/**
 * By field of the filter: values that are in most rows, only in old ones, in few, and in none; the index that has the
 * rows in order, and the dictionary's, which is smaller and will do for a few of them.
 */
const FILTERS: Record<string, { values: unknown[]; index: string; smaller?: string }> = {
  apiKeyId: { values: [KEYS.alice, KEYS.bob, USERS.bob], index: 'trinity_usage_logs_api_key_id' },
  userId: { values: [USERS.alice, USERS.bob, KEYS.bob], index: 'trinity_usage_logs_user_id' },
  asset: {
    values: ['ETH', 'BTC', 'A7', 'gone'],
    index: 'trinity_usage_logs_asset',
    smaller: 'idx_usage_logs_asset',
  },
  source: { values: ['coinbase-ws', 'old-ws', 'gone-ws'], index: 'trinity_usage_logs_source' },
  clusterNode: { values: ['BeastMain', 'Old', 'Gone'], index: 'trinity_usage_logs_cluster_node' },
  ipAddress: {
    values: ['192.0.2.1', '198.51.100.7', '::1'],
    index: 'trinity_usage_logs_ip_address',
    smaller: 'idx_usage_logs_ip',
  },
  timestamp: {
    values: [{ from: '2026-01-08T00:00:00Z', before: '2026-01-08T01:00:00Z' }, { from: '2030-01-01T00:00:00Z' }],
    index: 'trinity_usage_logs_timestamp',
    smaller: 'idx_usage_logs_timestamp',
  },
};

const others = (ways: readonly string[], ...expected: string[]) => ways.filter((way) => !expected.includes(way));

test('what reads the table whole, and what walks past many rows, is found out', async () => {
  const whole = await explain('ANALYZE, BUFFERS', `SELECT FROM usage_logs WHERE length(error) = 1`, []);
  expect(reads(whole).map((node) => node['Node Type'])).toEqual(['Seq Scan']);
  expect(blocksOf(whole)).toBeGreaterThan(HARDLY_MORE * 10);
  // What the planner does by itself: this is why lists that have something in common are not sorted by the time.
  const misled = await explain(
    'ANALYZE, BUFFERS',
    `SELECT * FROM usage_logs WHERE asset = 'BTC' AND cluster_node = 'Old' ORDER BY "timestamp" DESC LIMIT 20`,
    [],
  );
  expect(reads(misled).map((node) => node['Index Name'])).toEqual([expect.stringMatching(/^idx_usage_logs_timestamp/)]);
  expect(blocksOf(misled)).toBeGreaterThan(HARDLY_MORE);
});

test('every filter that the graph offers is looked at', () => {
  const filter = analytics.create(services).schema.getType('UsageLogFilter');
  expect(isInputObjectType(filter)).toBe(true);
  expect(Object.keys(FILTERS).sort()).toEqual(Object.keys((filter as GraphQLInputObjectType).getFields()).sort());
});

describe.each(ORDERS)('%s', (order) => {
  test.each([null, cursor(order)])('the calls of everybody, after %s', async (after) => {
    const { ways, blocks, data } = await explained(admin, PAGE, { order, after });
    expect(data.usageLogs.nodes.length).toBe(20);
    expect(others(ways, 'trinity_usage_logs_timestamp', 'idx_usage_logs_timestamp')).toEqual([]);
    expect(blocks).toBeLessThan(HARDLY_MORE);
  });

  const cases = Object.entries(FILTERS).flatMap(([field, { values, index, smaller = '' }]) =>
    values.flatMap((value) => [null, cursor(order)].map((after) => ({ field, value, index, smaller, after }))),
  );
  test.each(cases)('by $field $value after $after', async ({ field, value, index, smaller, after }) => {
    const { ways, blocks } = await explained(admin, PAGE, { order, after, filter: { [field]: value } });
    expect(others(ways, index, smaller)).toEqual([]);
    expect(blocks).toBeLessThan(HARDLY_MORE);
  });

  describe.each([
    ['a customer with two keys and half of all rows', alice, ['api_key_id', 'user_id']],
    ['a partner without an account', partner, ['api_key_id']],
  ] as const)('%s', (_, viewer, owners) => {
    const filters: [filter: object | null, suffix: string, owners?: readonly string[]][] = [
      [null, ''],
      [{ asset: 'ETH' }, '_asset'],
      [{ asset: 'BTC' }, '_asset'],
      [{ asset: 'A7' }, '_asset'],
      [{ apiKeyId: viewer.keyIds[0] }, '', ['api_key_id']],
      [{ apiKeyId: KEYS.bob }, '', []],
      [{ apiKeyId: viewer.keyIds[0], asset: 'A7' }, '_asset', ['api_key_id']],
      [{ timestamp: { from: '2026-01-08T00:00:00Z', before: '2026-01-08T01:00:00Z' } }, ''],
      [{ asset: 'BTC', timestamp: { before: '2026-01-08T00:00:00Z' } }, '_asset'],
    ];
    const afters = [null, cursor(order)];
    test.each(
      filters.flatMap(([filter, suffix, by = owners]) => afters.map((after) => ({ filter, suffix, by, after }))),
    )('by $filter after $after', async ({ filter, suffix, by, after }) => {
      const { ways, blocks } = await explained(viewer, PAGE, { order, after, filter });
      expect(ways).toEqual(by.map((owner) => `trinity_usage_logs_${owner}${suffix}`));
      expect(blocks).toBeLessThan(HARDLY_MORE);
    });
  });

  describe('nested under fifty', () => {
    const strangers = (length: number) =>
      Array.from({ length }, (_, n) => `99999999-0000-4000-8000-${String(n).padStart(12, '0')}`);
    const parents = {
      ApiKey: { key: 'id', values: [KEYS.alice, KEYS.aliceToo, KEYS.bob, KEYS.partner, ...strangers(46)] },
      User: { key: 'id', values: [USERS.alice, USERS.bob, ...strangers(48)] },
      Asset: { key: 'symbol', values: ['ETH', 'BTC', ...Array.from({ length: 48 }, (_, n) => `A${n}`)] },
    };
    const ways = {
      ApiKey: { admin: ['api_key_id'], alice: ['api_key_id'], partner: ['api_key_id'] },
      User: { admin: ['user_id'], alice: ['user_id'], partner: ['user_id'] },
      Asset: { admin: ['asset'], alice: ['api_key_id_asset', 'user_id_asset'], partner: ['api_key_id_asset'] },
    };
    const viewers = ['admin', 'alice', 'partner'] as const;
    test.each(
      (['ApiKey', 'User', 'Asset'] as const).flatMap((type) =>
        viewers.flatMap((viewer) => [null, cursor(order)].map((after) => ({ type, viewer, after }))),
      ),
    )('$type, for $viewer after $after: one statement', async ({ type, viewer, after }) => {
      const { key, values } = parents[type];
      const found = await explained(
        VIEWERS[viewer],
        `query ($of: [_Any!]!, $order: UsageLogOrder!, $after: String) {
          _entities(representations: $of) { ... on ${type} { ${list('orderBy: $order, after: $after')} } } }`,
        { of: values.map((value) => ({ __typename: type, [key]: value })), order, after },
      );
      expect(found.statements).toHaveLength(1);
      expect(found.ways).toEqual(ways[type][viewer].map((name) => `trinity_usage_logs_${name}`));
      expect(found.blocks).toBeLessThan(HARDLY_MORE * values.length);
    });
  });
});

test('one row is found by its key', async () => {
  const { data } = await ask(admin, '{ usageLogs(first: 1) { nodes { id } } }');
  const one = await explained(alice, 'query ($id: ID!) { usageLog(id: $id) { id } }', data.usageLogs.nodes[0]);
  expect(one.ways).toContain('usage_logs_pkey');
  expect(one.blocks).toBeLessThan(10);
});
