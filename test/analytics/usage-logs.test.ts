import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { analytics } from '../../subgraphs/analytics/subgraph.ts';
import { type Ask, askSubgraph, entity } from '../support/ask.ts';
import { insertFixtures, KEYS, LOGS, USERS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  ask = askSubgraph(analytics, services);
});
afterAll(() => services.stop());

const names = Object.keys(VIEWERS) as (keyof typeof VIEWERS)[];

describe('usageLogs', () => {
  const seen = {
    nobody: 'UNAUTHENTICATED',
    gateway: 'FORBIDDEN',
    demo: 'FORBIDDEN',
    partner: [...LOGS.partner],
    alice: [LOGS.alice[1], LOGS.alice[0]],
    bob: [...LOGS.bob],
    admin: [LOGS.demo[0], LOGS.partner[0], LOGS.bob[0], LOGS.alice[1], LOGS.alice[0]],
  };
  test.each(names)('%s', async (name) => {
    const { data, errors } = await ask(VIEWERS[name], '{ usageLogs { nodes { id } totalCount } }');
    expect(errors[0] ?? data.usageLogs.nodes.map((log: { id: string }) => log.id)).toEqual(seen[name]);
    if (!errors.length) expect(data.usageLogs.totalCount).toBe(seen[name].length);
  });
});

test('calls of the account and calls of the key make one list, each call once, page by page', async () => {
  const keyOnly = 'dddddddd-0000-4000-8000-00000000000a';
  await services.database.query(sql.unsafe`
    INSERT INTO usage_logs (id, api_key_id, "timestamp") VALUES (${keyOnly}, ${KEYS.alice}, '2026-03-02')`);
  const walked: string[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const { data } = await ask(
      VIEWERS.alice,
      'query ($after: String) { usageLogs(first: 1, after: $after) { nodes { id } totalCount pageInfo { hasNextPage endCursor } } }',
      { after },
    );
    expect(data.usageLogs.totalCount).toBe(3);
    walked.push(...data.usageLogs.nodes.map((log: { id: string }) => log.id));
    after = data.usageLogs.pageInfo.endCursor;
    more = data.usageLogs.pageInfo.hasNextPage;
  }
  expect(walked).toEqual([keyOnly, LOGS.alice[1], LOGS.alice[0]]);
  await services.database.query(sql.unsafe`DELETE FROM usage_logs WHERE id = ${keyOnly}`);
});

describe('entities, which bypass every parent', () => {
  test.each(names)('%s', async (name) => {
    const entities = async (...reference: ReturnType<typeof entity>) => {
      const { data, errors } = await ask(VIEWERS[name], ...reference);
      expect(errors).toEqual([]);
      return data._entities[0];
    };
    const sees = (owner: string) => name === owner || name === 'admin';
    expect((await entities(...entity('UsageLog', { id: LOGS.alice[1] }, 'id'))) !== null).toBe(sees('alice'));
    for (const owner of ['alice', 'partner', 'demo'] as const) {
      const { usageLogs } = await entities(
        ...entity('ApiKey', { id: KEYS[owner] }, 'usageLogs { nodes { id } totalCount }'),
      );
      const count = sees(owner) && (owner !== 'demo' || name === 'admin') ? 1 : 0;
      expect([usageLogs.nodes.length, usageLogs.totalCount]).toEqual([count, count]);
    }
  });

  test('one statement for the calls of many keys', async () => {
    const of = [KEYS.alice, KEYS.bob, KEYS.partner].map((id) => ({ __typename: 'ApiKey', id }));
    const { data, statements } = await ask(
      VIEWERS.admin,
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ApiKey {
        usageLogs(first: 5) { nodes { asset { symbol } user { id } apiKey { id } } } } } }`,
      { of },
    );
    expect(data._entities.map((key: { usageLogs: { nodes: object[] } }) => key.usageLogs.nodes)).toEqual([
      [{ asset: { symbol: 'BTC' }, user: { id: USERS.alice }, apiKey: { id: KEYS.alice } }],
      [{ asset: null, user: { id: USERS.bob }, apiKey: { id: KEYS.bob } }],
      [{ asset: { symbol: 'BTC' }, user: null, apiKey: { id: KEYS.partner } }],
    ]);
    expect(statements).toEqual(['analytics.usageLogsByApiKeyId']);
  });
});

describe('exactness', () => {
  test('numbers and times keep every digit, and gain none', async () => {
    const { data } = await ask(VIEWERS.alice, '{ usageLogs { nodes { price cacheAgeSeconds timestamp } } }');
    expect(data.usageLogs.nodes).toEqual([
      { price: '0.0000001', cacheAgeSeconds: '0.1', timestamp: '2026-03-01T12:00:00.123456Z' },
      { price: '67890.1', cacheAgeSeconds: '123456789012.345678', timestamp: '2026-03-01T12:00:00.123456Z' },
    ]);
  });

  test.each([
    ['1e21', '1000000000000000000000'],
    ['0.1', '0.1'],
    ['1.7976931348623157e308', `17976931348623157${'0'.repeat(292)}`],
    ['123456789.12345678', '123456789.12345678'],
  ])('a price of %s', async (price, expected) => {
    await services.database.query(sql.unsafe`UPDATE usage_logs SET price = ${price} WHERE id = ${LOGS.demo[0]}`);
    const { data } = await ask(VIEWERS.admin, ...entity('UsageLog', { id: LOGS.demo[0] }, 'price'));
    expect(data._entities).toEqual([{ price: expected }]);
  });
});

test('an old entry that holds the key itself does not give it away', async () => {
  await services.database.query(sql.unsafe`
    UPDATE usage_logs SET api_key_id = 'a-secret-that-was-logged' WHERE id = ${LOGS.demo[0]}`);
  const { data } = await ask(
    VIEWERS.admin,
    ...entity('UsageLog', { id: LOGS.demo[0] }, 'apiKey { id } asset { symbol }'),
  );
  expect(data._entities).toEqual([{ apiKey: null, asset: { symbol: 'BTC' } }]);
});

test('a malformed key is not found, and takes nothing from those it was gathered with', async () => {
  const { data, errors } = await ask(
    VIEWERS.admin,
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on UsageLog { id } } }',
    { of: [LOGS.alice[0], 'one'].map((id) => ({ __typename: 'UsageLog', id })) },
  );
  expect({ data, errors }).toEqual({ data: { _entities: [{ id: LOGS.alice[0] }, null] }, errors: [] });
});

describe('filters', () => {
  const at = (list: string, data: Record<string, { nodes: { id: string }[] }>) => data[list]?.nodes.map(({ id }) => id);

  test.each([
    [`apiKeyId: "${KEYS.bob}"`, [LOGS.bob[0]]],
    [`apiKeyId: "${KEYS.bob.toUpperCase()}"`, [LOGS.bob[0]]],
    [`userId: "${USERS.alice}"`, [LOGS.alice[1], LOGS.alice[0]]],
    ['asset: "ETH"', [LOGS.alice[1]]],
    ['asset: ""', []],
    ['ipAddress: "192.0.2.3"', [LOGS.partner[0]]],
    ['source: "coinbase-ws"', []],
    ['clusterNode: "BeastMain", asset: "BTC", ipAddress: "192.0.2.1"', [LOGS.alice[0]]],
    ['timestamp: { from: "2026-03-01T14:00:00+01:00", before: "2026-03-01T14:00:00Z" }', [LOGS.bob[0]]],
    ['timestamp: { before: "2026-03-01T12:00:00.123457Z" }, asset: "BTC"', [LOGS.alice[0]]],
    ['timestamp: { before: "2026-03-01T12:00:00.123456Z" }, asset: "BTC"', []],
    ['asset: null, timestamp: { from: "2026-03-01T14:00:00Z" }', [LOGS.demo[0], LOGS.partner[0]]],
  ])('an administrator, by %s', async (filter, expected) => {
    for (const orderBy of ['TIMESTAMP_DESC', 'TIMESTAMP_ASC']) {
      const source = `{ usageLogs(filter: { ${filter} }, orderBy: ${orderBy}) { nodes { id } totalCount } }`;
      const { data, errors } = await ask(VIEWERS.admin, source);
      expect(errors).toEqual([]);
      expect(at('usageLogs', data)).toEqual(orderBy.endsWith('_ASC') ? expected.toReversed() : expected);
      expect(data.usageLogs.totalCount).toBe(expected.length);
    }
  });

  test.each([
    [`apiKeyId: "${KEYS.alice}"`, [LOGS.alice[0]]],
    [`apiKeyId: "${KEYS.aliceToo}", asset: "ETH"`, [LOGS.alice[1]]],
    [`apiKeyId: "${KEYS.bob}"`, []],
    ['asset: "ETH"', [LOGS.alice[1]]],
    ['asset: "BTC"', [LOGS.alice[0]]],
    ['timestamp: { from: "2026-03-01T12:00:00.123457Z" }', []],
    ['timestamp: { from: "2026-03-01T12:00:00.123456Z" }', [LOGS.alice[1], LOGS.alice[0]]],
  ])('a customer among its own, by %s', async (filter, expected) => {
    const { data, errors } = await ask(
      VIEWERS.alice,
      `{ usageLogs(filter: { ${filter} }) { nodes { id } totalCount } }`,
    );
    expect({ errors, ids: at('usageLogs', data) }).toEqual({ errors: [], ids: expected });
    expect(data.usageLogs.totalCount).toBe(expected.length);
  });

  test.each([`userId: "${USERS.alice}"`, 'source: "x"', 'clusterNode: "x"', 'ipAddress: "x"'])(
    'by %s: administrators alone, wherever the list is',
    async (filter) => {
      const list = `usageLogs(filter: { ${filter} }) { totalCount }`;
      expect((await ask(VIEWERS.alice, `{ ${list} }`)).errors).toEqual(['FORBIDDEN']);
      expect((await ask(VIEWERS.nobody, `{ ${list} }`)).errors).toEqual(['UNAUTHENTICATED']);
      for (const [type, key] of [
        ['ApiKey', { id: KEYS.alice }],
        ['User', { id: USERS.alice }],
        ['Asset', { symbol: 'BTC' }],
      ] as const) {
        expect((await ask(VIEWERS.alice, ...entity(type, key, list))).errors).toEqual(['FORBIDDEN']);
        expect((await ask(VIEWERS.admin, ...entity(type, key, list))).errors).toEqual([]);
      }
    },
  );
});

describe('the calls of an account, and those about an asset', () => {
  const counts = {
    ...{ nobody: [0, 0], gateway: [0, 0], demo: [0, 0], partner: [0, 0], alice: [2, 1], bob: [0, 0], admin: [2, 1] },
  };
  test.each(names)('%s', async (name) => {
    const list = 'usageLogs { nodes { id } totalCount }';
    const found = [entity('User', { id: USERS.alice }, list), entity('Asset', { symbol: 'ETH' }, list)];
    for (const [index, asked] of found.entries()) {
      const { data, errors, statements } = await ask(VIEWERS[name], ...asked);
      const { nodes, totalCount } = data._entities[0].usageLogs;
      expect({ errors, counts: [nodes.length, totalCount] }).toEqual({
        errors: [],
        counts: [counts[name][index], counts[name][index]],
      });
      const by = index === 0 ? 'UserId' : 'Asset';
      expect(statements).toEqual([`analytics.usageLogsBy${by}`, `analytics.usageLogsBy${by}Count`]);
    }
  });

  test('fifty assets, one statement, and each its own page', async () => {
    const of = Array.from({ length: 48 }, (_, n) => `A${n}`).concat('BTC', 'ETH');
    const { data, statements } = await ask(
      VIEWERS.alice,
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Asset { usageLogs { nodes { id } } } } }`,
      { of: of.map((symbol) => ({ __typename: 'Asset', symbol })) },
    );
    expect(data._entities.flatMap((asset: { usageLogs: { nodes: object[] } }) => asset.usageLogs.nodes)).toEqual([
      { id: LOGS.alice[0] },
      { id: LOGS.alice[1] },
    ]);
    expect(statements).toEqual(['analytics.usageLogsByAsset']);
  });
});

describe('calls without a time', () => {
  const timeless = ['1', '2', '3'].map((last) => `dddddddd-0000-4000-8000-0000000000b${last}`);
  beforeAll(async () => {
    for (const id of timeless) {
      await services.database.query(sql.unsafe`
        INSERT INTO usage_logs (id, user_id, api_key_id, asset, "timestamp")
        VALUES (${id}, ${USERS.alice}, ${KEYS.alice}, 'ETH', NULL)`);
    }
  });
  afterAll(async () => {
    await services.database.query(sql.unsafe`DELETE FROM usage_logs WHERE "timestamp" IS NULL`);
  });

  test.each([
    ['of everybody', VIEWERS.admin, '', [LOGS.demo[0], LOGS.partner[0], LOGS.bob[0], LOGS.alice[1], LOGS.alice[0]]],
    ['of an asset', VIEWERS.admin, 'asset: "ETH"', [LOGS.alice[1]]],
    ['of a customer', VIEWERS.alice, '', [LOGS.alice[1], LOGS.alice[0]]],
    ['of a customer, of an asset', VIEWERS.alice, 'asset: "ETH"', [LOGS.alice[1]]],
  ])('are the latest, %s, page by page', async (_, viewer, filter, others) => {
    const expected = [...timeless.toReversed(), ...others];
    for (const orderBy of ['TIMESTAMP_DESC', 'TIMESTAMP_ASC']) {
      const walked: string[] = [];
      for (let after: string | null = null, more = true; more; ) {
        const { data } = await ask(
          viewer,
          `query ($after: String) { usageLogs(first: 2, after: $after, orderBy: ${orderBy}, filter: { ${filter} }) {
            nodes { id } pageInfo { hasNextPage endCursor } } }`,
          { after },
        );
        walked.push(...data.usageLogs.nodes.map(({ id }: { id: string }) => id));
        after = data.usageLogs.pageInfo.endCursor;
        more = data.usageLogs.pageInfo.hasNextPage;
      }
      expect(walked).toEqual(orderBy.endsWith('_ASC') ? expected.toReversed() : expected);
    }
  });
});
