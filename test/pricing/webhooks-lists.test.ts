import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { pricing } from '../../subgraphs/pricing/subgraph.ts';
import { type Ask, askSubgraph } from '../support/ask.ts';
import { insertFixtures, KEYS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { ALICE, ALICE_TOO, BOB, DELIVERIES, EXACT, insertWebhooks, SUBSCRIPTIONS } from './webhooks-support.ts';

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  await insertWebhooks(services.database);
  ask = askSubgraph(pricing, services);
});
afterAll(() => services.stop());

type Row = { id: string };
const idsOf = (rows: readonly Row[]) => rows.map(({ id }) => id);
const span = (from?: string, before?: string) => ({ createdAt: { from, before } });

async function filtered(list: string, type: string, filter: object): Promise<{ ids: string[]; totalCount: number }> {
  const { data, errors } = await ask(
    VIEWERS.admin,
    `query ($filter: ${type}) { ${list}(filter: $filter, orderBy: CREATED_AT_ASC) { nodes { id } totalCount } }`,
    { filter },
  );
  expect(errors).toEqual([]);
  return { ids: idsOf(data[list].nodes), totalCount: data[list].totalCount };
}

const found = (rows: readonly Row[]) => ({ ids: idsOf(rows), totalCount: rows.length });

describe('subscriptions filtered', () => {
  const KNOWN_TIERS = ['starter', 'standard', 'professional', 'enterprise', 'partner'].map((tier) => `webhook_${tier}`);
  const KNOWN_STATUSES = ['pending_verification', 'active', 'paused', 'canceled'];
  const isOf = (text: string, wanted: string, known: readonly string[]) =>
    wanted === 'OTHER' ? !known.includes(text.toLowerCase()) : text.toLowerCase() === wanted.toLowerCase();
  const cases: [filter: object, expected: (row: (typeof SUBSCRIPTIONS)[number]) => boolean][] = [
    [{}, () => true],
    ...Object.keys(KEYS).map((holder): (typeof cases)[number] => [
      { apiKeyId: KEYS[holder as keyof typeof KEYS] },
      (row) => row.holder === holder,
    ]),
    ...[...KNOWN_TIERS, 'OTHER'].map((tier): (typeof cases)[number] => [
      { tier: [tier.toUpperCase()] },
      (row) => isOf(row.tier, tier, KNOWN_TIERS),
    ]),
    ...[...KNOWN_STATUSES, 'OTHER'].map((status): (typeof cases)[number] => [
      { status: [status.toUpperCase()] },
      (row) => isOf(row.status, status, KNOWN_STATUSES),
    ]),
    [{ status: ['PAUSED', 'OTHER'] }, ({ status }) => status === 'Paused' || status === 'lost'],
    [{ tier: [] }, () => false],
    [span('2026-03-01T12:00:00.000002Z'), ({ createdAt }) => createdAt >= '2026-03-01T12:00:00.000002Z'],
    [span(undefined, '2026-03-01T13:00:00.000002+01:00'), ({ createdAt }) => createdAt < '2026-03-01T12:00:00.000002Z'],
    [{ apiKeyId: KEYS.bob, status: ['ACTIVE'] }, ({ holder, status }) => holder === 'bob' && status === 'active'],
  ];
  test.each(cases)('by %j', async (filter, expected) => {
    const rows = SUBSCRIPTIONS.filter(expected);
    expect(await filtered('webhookSubscriptions', 'WebhookSubscriptionFilter', filter)).toEqual(found(rows));
  });
  test('by each value of its enums: none is left out above', async () => {
    const { data } = await ask(
      VIEWERS.admin,
      `{ tiers: __type(name: "WebhookTier") { enumValues { name } }
         statuses: __type(name: "WebhookSubscriptionStatus") { enumValues { name } } }`,
    );
    const names = (type: { enumValues: { name: string }[] }) => type.enumValues.map(({ name }) => name);
    expect(names(data.tiers)).toEqual([...KNOWN_TIERS, 'other'].map((name) => name.toUpperCase()));
    expect(names(data.statuses)).toEqual([...KNOWN_STATUSES, 'other'].map((name) => name.toUpperCase()));
  });
});

describe('attempts filtered', () => {
  const cases: [filter: object, expected: (row: (typeof DELIVERIES)[number]) => boolean][] = [
    [{}, () => true],
    [{ subscriptionId: ALICE }, ({ to }) => to === ALICE],
    [{ asset: 'Eth' }, ({ asset }) => asset === 'eth'],
    [{ asset: 'XRP' }, () => false],
    [{ status: ['DELIVERED'] }, ({ status }) => status.toLowerCase() === 'delivered'],
    [{ status: ['FAILED'] }, ({ status }) => status.toLowerCase() === 'failed'],
    [{ status: ['TIMEOUT'] }, ({ status }) => status === 'timeout'],
    [{ status: ['OTHER'] }, ({ status }) => status === 'bounced'],
    [{ status: ['TIMEOUT', 'OTHER'] }, ({ status }) => ['timeout', 'bounced'].includes(status)],
    [{ status: ['DELIVERED', 'OTHER'] }, ({ status }) => /^(delivered|bounced)$/i.test(status)],
    [{ status: [] }, () => false],
    [span('2026-04-01T00:00:00.000002Z'), ({ createdAt }) => createdAt >= '2026-04-01T00:00:00.000002Z'],
    [span(undefined, '2026-04-01T00:00:00.000002Z'), ({ createdAt }) => createdAt < '2026-04-01T00:00:00.000002Z'],
    [{ subscriptionId: ALICE_TOO, asset: 'btc', status: ['TIMEOUT'] }, ({ id }) => id === '12'],
  ];
  test.each(cases)('by %j', async (filter, expected) => {
    const rows = DELIVERIES.filter(expected);
    expect(await filtered('webhookDeliveries', 'WebhookDeliveryFilter', filter)).toEqual(found(rows));
  });
  test('by each status', async () => {
    const { data } = await ask(VIEWERS.admin, '{ __type(name: "WebhookDeliveryStatus") { enumValues { name } } }');
    const names = data.__type.enumValues.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['DELIVERED', 'FAILED', 'TIMEOUT', 'OTHER']);
  });
  test('never shows what is of others', async () => {
    const query = `{ webhookDeliveries(filter: { subscriptionId: "${BOB}" }) { nodes { id } totalCount } }`;
    expect((await ask(VIEWERS.alice, query)).data.webhookDeliveries).toEqual({ nodes: [], totalCount: 0 });
  });
});

describe.each(['CREATED_AT_DESC', 'CREATED_AT_ASC'])('%s', (orderBy) => {
  const sorted = (rows: readonly Row[]) => (orderBy.endsWith('_ASC') ? idsOf(rows) : idsOf(rows).reverse());
  const own = new Set(idsOf(SUBSCRIPTIONS.filter(({ holder }) => holder.startsWith('alice'))));
  const lists = [
    ['webhookSubscriptions', 'admin', SUBSCRIPTIONS],
    ['webhookSubscriptions', 'alice', SUBSCRIPTIONS.filter(({ id }) => own.has(id))],
    ['webhookDeliveries', 'admin', DELIVERIES],
    ['webhookDeliveries', 'alice', DELIVERIES.filter(({ to }) => own.has(to))],
  ] as const;
  test.each(lists)('walks %s of %s page by page, through what is equally old', async (list, name, rows) => {
    const walked: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { data, errors } = await ask(
        VIEWERS[name],
        `query ($after: String) { ${list}(first: 2, after: $after, orderBy: ${orderBy}) {
          nodes { id } totalCount pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      expect(errors).toEqual([]);
      expect(data[list].totalCount).toBe(rows.length);
      walked.push(...idsOf(data[list].nodes));
      after = data[list].pageInfo.endCursor;
      more = data[list].pageInfo.hasNextPage;
    }
    expect(walked).toEqual(sorted(rows));
  });
});

test('a page goes on where it ended, though rows were added in the meantime', async () => {
  const { database } = services;
  const page = async (after: string | null) => {
    const { data } = await ask(
      VIEWERS.alice,
      `query ($after: String) { webhookDeliveries(first: 1, after: $after) { nodes { id } pageInfo { endCursor } } }`,
      { after },
    );
    return data.webhookDeliveries;
  };
  const first = await page(null);
  await database.query(sql.unsafe`
    INSERT INTO webhook_delivery_log (id, subscription_id, asset, price, source, delivery_method, created_at)
    VALUES (500, ${ALICE}, 'BTC', 1, 'kraken-ws', 'udp', '2026-05-01')`);
  expect(idsOf(first.nodes)).toEqual([EXACT]);
  expect(idsOf((await page(first.pageInfo.endCursor)).nodes)).toEqual(['15']);
  await database.query(sql.unsafe`DELETE FROM webhook_delivery_log WHERE id = 500`);
});

test('a cursor is of one order', async () => {
  const { data } = await ask(VIEWERS.admin, '{ webhookDeliveries(first: 1) { pageInfo { endCursor } } }');
  const { errors } = await ask(
    VIEWERS.admin,
    `{ webhookDeliveries(after: "${data.webhookDeliveries.pageInfo.endCursor}", orderBy: CREATED_AT_ASC) { totalCount } }`,
  );
  expect(errors).toEqual(['BAD_USER_INPUT after']);
});

describe('one statement per level', () => {
  test('for fifty keys with their subscriptions, assets and deliveries', async () => {
    const others = Array.from({ length: 47 }, (_, n) => `bbbbbbbb-0000-4000-8000-${String(n + 100).padStart(12, '0')}`);
    const of = [...Object.values(KEYS).slice(0, 3), ...others].map((id) => ({ __typename: 'ApiKey', id }));
    const { data, errors, statements } = await ask(
      VIEWERS.admin,
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ApiKey {
        webhookSubscriptions { totalCount nodes {
          assets { totalCount nodes { symbol } }
          deliveries(first: 2) { totalCount nodes { id asset { symbol } subscription { id } } }
        } }
      } } }`,
      { of },
    );
    expect(errors).toEqual([]);
    const subscriptions = data._entities.map(
      (key: { webhookSubscriptions: { totalCount: number } }) => key.webhookSubscriptions,
    );
    expect(subscriptions.map(({ totalCount }: { totalCount: number }) => totalCount).slice(0, 5)).toEqual([
      1, 1, 2, 0, 0,
    ]);
    expect(subscriptions[0].nodes[0].deliveries).toMatchObject({ totalCount: 4, nodes: [{ id: EXACT }, { id: '14' }] });
    expect(statements.sort()).toEqual([
      'pricing.assetsBySubscription',
      'pricing.assetsBySubscriptionCount',
      'pricing.assetsBySymbol',
      'pricing.webhookDeliveriesBySubscriptionId',
      'pricing.webhookDeliveriesBySubscriptionIdCount',
      'pricing.webhookSubscriptionsByApiKeyId',
      'pricing.webhookSubscriptionsByApiKeyIdCount',
      'pricing.webhookSubscriptionsById',
    ]);
  });

  test('for fifty assets with what is pushed of them', async () => {
    const { data, errors, statements } = await ask(
      VIEWERS.alice,
      `{ assets(first: 50) { nodes { symbol
        webhookSubscriptions { nodes { id } } webhookDeliveries(first: 1) { nodes { id } } } } }`,
    );
    expect(errors).toEqual([]);
    const assets = new Map(data.assets.nodes.map((asset: { symbol: string }) => [asset.symbol, asset]));
    expect(assets.size).toBe(50);
    expect(assets.get('BTC')).toMatchObject({
      webhookSubscriptions: { nodes: [{ id: ALICE_TOO }, { id: ALICE }] },
      webhookDeliveries: { nodes: [{ id: EXACT }] },
    });
    expect(statements.sort()).toEqual([
      'pricing.assets',
      'pricing.webhookDeliveriesByAsset',
      'pricing.webhookSubscriptionsByAsset',
    ]);
  });

  test('for tiers, in pages that go on', async () => {
    const of = ['webhook_starter', 'webhook_standard', 'none'].map((tier) => ({
      __typename: 'RateLimitTemplate',
      tier,
    }));
    const { data, statements } = await ask(
      VIEWERS.admin,
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on RateLimitTemplate {
        webhookSubscriptions(first: 1) { nodes { id } } } } }`,
      { of },
    );
    expect(data._entities).toEqual([
      { webhookSubscriptions: { nodes: [{ id: ALICE }] } },
      { webhookSubscriptions: { nodes: [{ id: ALICE_TOO }] } },
      { webhookSubscriptions: { nodes: [] } },
    ]);
    expect(statements).toEqual(['pricing.webhookSubscriptionsByTier']);
  });
});
