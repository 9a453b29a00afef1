import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { pricing } from '../../subgraphs/pricing/subgraph.ts';
import { type Ask, askSubgraph, entity } from '../support/ask.ts';
import { insertFixtures, KEYS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';
import {
  ALICE,
  ALICE_TOO,
  BOB,
  DELIVERIES,
  DEMO,
  EXACT,
  insertWebhooks,
  PARTNER,
  SUBSCRIPTIONS,
  TOKEN,
} from './webhooks-support.ts';

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  await insertWebhooks(services.database);
  ask = askSubgraph(pricing, services);
});
afterAll(() => services.stop());

type Name = keyof typeof VIEWERS;
const names = Object.keys(VIEWERS) as Name[];
const NONE: readonly string[] = [];
const HOLDINGS: Record<Name, readonly string[]> = {
  ...{ nobody: NONE, gateway: NONE, demo: NONE, partner: ['partner'], alice: ['alice', 'aliceToo'], bob: ['bob'] },
  admin: Object.keys(KEYS),
};
const REFUSED: Partial<Record<Name, string>> = { nobody: 'UNAUTHENTICATED', gateway: 'FORBIDDEN', demo: 'FORBIDDEN' };

/** The subscriptions that a viewer sees, and what was pushed to them, the latest first. */
const subscriptionsOf = (name: Name) =>
  SUBSCRIPTIONS.filter(({ holder }) => HOLDINGS[name].includes(holder))
    .map(({ id }) => id)
    .reverse();
const deliveriesOf = (name: Name) =>
  DELIVERIES.filter(({ to }) => subscriptionsOf(name).includes(to))
    .map(({ id }) => id)
    .reverse();
const ids = ({ nodes }: { nodes: { id: string }[] }) => nodes.map(({ id }) => id);

describe.each(names)('%s', (name) => {
  const viewer = VIEWERS[name];

  test('sees the subscriptions of its own keys, and what was pushed to them', async () => {
    const lists = [
      ['webhookSubscriptions', subscriptionsOf(name)],
      ['webhookDeliveries', deliveriesOf(name)],
    ] as const;
    for (const [list, expected] of lists) {
      const { data, errors } = await ask(viewer, `{ ${list} { nodes { id } totalCount } }`);
      expect(errors).toEqual(REFUSED[name] ? [REFUSED[name]] : []);
      if (REFUSED[name]) expect(data).toEqual({ [list]: null });
      else expect([ids(data[list]), data[list].totalCount]).toEqual([expected, expected.length]);
    }
  });

  test('finds each of them, and none of the others', async () => {
    const looked: [field: string, all: readonly { id: string }[], seen: string[]][] = [
      ['webhookSubscription', SUBSCRIPTIONS, subscriptionsOf(name)],
      ['webhookDelivery', DELIVERIES, deliveriesOf(name)],
    ];
    for (const [field, all, seen] of looked) {
      for (const { id } of all) {
        const { data, errors } = await ask(viewer, `{ found: ${field}(id: "${id}") { id } }`);
        expect(errors).toEqual(REFUSED[name] ? [REFUSED[name]] : []);
        expect(data.found).toEqual(seen.includes(id) ? { id } : null);
      }
    }
  });

  test('finds them as entities, and below keys, tiers and assets', async () => {
    const list = 'webhookSubscriptions { nodes { id } totalCount }';
    const below = async (typename: string, key: Record<string, unknown>, selection: string) => {
      const { data, errors } = await ask(viewer, ...entity(typename, key, selection));
      expect(errors).toEqual([]);
      return data._entities[0];
    };
    const seen = subscriptionsOf(name);
    for (const { id } of SUBSCRIPTIONS) {
      expect(await below('WebhookSubscription', { id }, 'id')).toEqual(seen.includes(id) ? { id } : null);
    }
    for (const { id } of DELIVERIES) {
      expect(await below('WebhookDelivery', { id }, 'id')).toEqual(deliveriesOf(name).includes(id) ? { id } : null);
    }
    const wanted = (rows: readonly { id: string }[], shown: string[]) => {
      const nodes = shown.filter((id) => rows.some((row) => row.id === id)).map((id) => ({ id }));
      return { nodes, totalCount: nodes.length };
    };
    for (const [holder, id] of Object.entries(KEYS)) {
      const rows = SUBSCRIPTIONS.filter((each) => each.holder === holder);
      expect(await below('ApiKey', { id }, list)).toEqual({ webhookSubscriptions: wanted(rows, seen) });
    }
    for (const { tier } of SUBSCRIPTIONS) {
      const rows = SUBSCRIPTIONS.filter((each) => each.tier === tier);
      for (const spelled of [tier, tier.toUpperCase()]) {
        const found = await below('RateLimitTemplate', { tier: spelled }, list);
        expect(found).toEqual({ webhookSubscriptions: wanted(rows, seen) });
      }
    }
    for (const symbol of ['BTC', 'ETH', 'SOL', 'XRP']) {
      const isOf = (asset: string) => asset.toUpperCase() === symbol;
      expect(await below('Asset', { symbol }, `${list} webhookDeliveries { nodes { id } totalCount }`)).toEqual({
        webhookSubscriptions: wanted(
          SUBSCRIPTIONS.filter(({ assets }) => assets.some(isOf)),
          seen,
        ),
        webhookDeliveries: wanted(
          DELIVERIES.filter(({ asset }) => isOf(asset)),
          deliveriesOf(name),
        ),
      });
    }
  });
});

describe('a subscription', () => {
  test('shows all of its row but the token', async () => {
    const { data, errors } = await ask(
      VIEWERS.alice,
      `query ($id: ID!) { webhookSubscription(id: $id) {
        __typename id apiKey { id } tier rateLimitTemplate { tier } udpEndpointIp udpEndpointPort httpsEndpointUrl
        deliveryMethod intervalSeconds assetSymbols assets { nodes { symbol } totalCount } maxAssets status verifiedAt
        monthlyPushCount stripeCustomerId stripeSubscriptionId subscriptionStatus createdAt updatedAt
        deliveries(first: 1) { nodes { id subscription { id } } totalCount }
      } }`,
      { id: ALICE },
    );
    expect(errors).toEqual([]);
    expect(data.webhookSubscription).toEqual({
      __typename: 'WebhookSubscription',
      id: ALICE,
      apiKey: { id: KEYS.alice },
      tier: 'WEBHOOK_STARTER',
      rateLimitTemplate: { tier: 'webhook_starter' },
      udpEndpointIp: '192.0.2.9',
      udpEndpointPort: 9000,
      httpsEndpointUrl: 'https://hooks.example.com/prices',
      deliveryMethod: 'HTTPS',
      intervalSeconds: 60,
      assetSymbols: ['BTC', 'eth', 'NOPE'],
      assets: { nodes: [{ symbol: 'BTC' }, { symbol: 'ETH' }], totalCount: 2 },
      maxAssets: 9,
      status: 'ACTIVE',
      verifiedAt: null,
      monthlyPushCount: 7,
      stripeCustomerId: 'cus_1',
      stripeSubscriptionId: 'sub_1',
      subscriptionStatus: 'ACTIVE',
      createdAt: '2026-03-01T12:00:00.000001Z',
      updatedAt: '2026-03-01T12:00:00.000001Z',
      deliveries: { nodes: [{ id: EXACT, subscription: { id: ALICE } }], totalCount: 4 },
    });
  });

  test('never gives the token away, not even to an administrator', async () => {
    const { fields } = (await ask(VIEWERS.admin, '{ __type(name: "WebhookSubscription") { fields { name } } }')).data
      .__type;
    expect(fields.length).toBeGreaterThan(20);
    expect(fields.map(({ name }: { name: string }) => name.toLowerCase()).join()).not.toMatch(
      /token|secret|verification/,
    );
    services.statements.length = 0;
    const { data } = await ask(VIEWERS.admin, '{ webhookSubscriptions { nodes { id httpsEndpointUrl } } }');
    expect(JSON.stringify(data)).not.toContain(TOKEN);
    expect(services.statements.join()).not.toContain('verification_token');
  });

  test('shows texts in any case, and such as nobody foresaw', async () => {
    const { data, errors } = await ask(
      VIEWERS.admin,
      `{ webhookSubscriptions(orderBy: CREATED_AT_ASC) { nodes {
        tier status deliveryMethod subscriptionStatus rateLimitTemplate { tier } } } }`,
    );
    expect(errors).toEqual([]);
    const row = (
      tier: string,
      status: string,
      deliveryMethod: string,
      subscriptionStatus: string,
      template: string,
    ) => ({
      ...{ tier, status, deliveryMethod, subscriptionStatus, rateLimitTemplate: { tier: template } },
    });
    expect(data.webhookSubscriptions.nodes).toEqual([
      row('WEBHOOK_STARTER', 'ACTIVE', 'HTTPS', 'ACTIVE', 'webhook_starter'),
      row('WEBHOOK_STANDARD', 'PAUSED', 'UDP', 'ACTIVE', 'webhook_standard'),
      row('WEBHOOK_PROFESSIONAL', 'PENDING_VERIFICATION', 'HTTPS', 'ACTIVE', 'webhook_professional'),
      row('WEBHOOK_ENTERPRISE', 'ACTIVE', 'HTTPS', 'ACTIVE', 'webhook_enterprise'),
      row('WEBHOOK_PARTNER', 'CANCELED', 'HTTPS', 'PAST_DUE', 'webhook_partner'),
      row('OTHER', 'OTHER', 'OTHER', 'CANCELED', 'stress'),
    ]);
  });

  test('can have gaps in its list of assets', async () => {
    const { database } = services;
    await database.query(sql.unsafe`UPDATE webhook_subscriptions SET assets = '{NULL,XRP,NULL}' WHERE id = ${DEMO}`);
    const { data, errors } = await ask(
      VIEWERS.admin,
      `{ webhookSubscription(id: "${DEMO}") { assetSymbols assets { nodes { symbol } } } }`,
    );
    expect(errors).toEqual([]);
    expect(data.webhookSubscription).toEqual({ assetSymbols: ['XRP'], assets: { nodes: [{ symbol: 'XRP' }] } });
    await database.query(sql.unsafe`UPDATE webhook_subscriptions SET assets = '{}' WHERE id = ${DEMO}`);
  });
});

describe('an attempt', () => {
  const FIELDS = `__typename id subscription { id } assetSymbol asset { symbol } price source deliveryMethod status
    latencyMs attempt error sequenceNumber createdAt`;

  test('shows all of its row, to the last digit', async () => {
    const { data, errors } = await ask(VIEWERS.alice, `{ webhookDelivery(id: "${EXACT}") { ${FIELDS} } }`);
    expect(errors).toEqual([]);
    expect(data.webhookDelivery).toEqual({
      __typename: 'WebhookDelivery',
      id: EXACT,
      subscription: { id: ALICE },
      assetSymbol: 'BTC',
      asset: { symbol: 'BTC' },
      price: '123456789012345678.000000001',
      source: 'coinbase-ws',
      deliveryMethod: 'UDP',
      status: 'DELIVERED',
      latencyMs: '0.0000001',
      attempt: 3,
      error: 'once more',
      sequenceNumber: '9223372036854775807',
      createdAt: '2026-04-04T00:00:00.123456Z',
    });
  });

  test.each([
    ['13', { assetSymbol: 'eth', asset: { symbol: 'ETH' }, status: 'FAILED', latencyMs: null, error: null }],
    ['14', { assetSymbol: 'NOPE', asset: null, status: 'FAILED', price: '1.50' }],
    ['15', { status: 'OTHER', subscription: { id: ALICE_TOO } }],
  ])('%s, however it is spelled', async (id, expected) => {
    const { data, errors } = await ask(VIEWERS.alice, `{ webhookDelivery(id: "${id}") { ${FIELDS} } }`);
    expect(errors).toEqual([]);
    expect(data.webhookDelivery).toMatchObject(expected);
  });
});

describe('what cannot be', () => {
  test.each([
    ['webhookSubscription(id: "one") { id }', 'id'],
    ['webhookDelivery(id: "one") { id }', 'id'],
    ['webhookDelivery(id: "9223372036854775808") { id }', 'id'],
    ['webhookDelivery(id: "1.5") { id }', 'id'],
    ['webhookSubscriptions(first: 101) { totalCount }', 'first'],
    ['webhookSubscriptions(after: "x") { totalCount }', 'after'],
    ['webhookSubscriptions(filter: { apiKeyId: "one" }) { totalCount }', 'filter.apiKeyId'],
    ['webhookDeliveries(first: -1) { totalCount }', 'first'],
    ['webhookDeliveries(after: "x") { totalCount }', 'after'],
    ['webhookDeliveries(filter: { subscriptionId: "one" }) { totalCount }', 'filter.subscriptionId'],
    ['webhookDeliveries(filter: { asset: "\\u0000" }) { totalCount }', 'filter.asset'],
  ])('%s is refused', async (field, argument) => {
    const { errors, statements } = await ask(VIEWERS.admin, `{ ${field} }`);
    expect(errors).toEqual([`BAD_USER_INPUT ${argument}`]);
    expect(statements).toEqual([]);
  });

  test('an unknown one is null', async () => {
    const { data, errors } = await ask(
      VIEWERS.admin,
      `{ one: webhookSubscription(id: "${KEYS.bob}") { id } other: webhookDelivery(id: "404") { id } }`,
    );
    expect({ data, errors }).toEqual({ data: { one: null, other: null }, errors: [] });
  });

  test('a malformed key of an entity is not found, and takes nothing from those it was gathered with', async () => {
    const of = [
      { __typename: 'WebhookSubscription', id: 'one' },
      { __typename: 'WebhookSubscription', id: BOB },
      { __typename: 'WebhookDelivery', id: 'one' },
      { __typename: 'WebhookDelivery', id: '18' },
      { __typename: 'ApiKey', id: 'one' },
      { __typename: 'RateLimitTemplate', tier: '\0' },
    ];
    const { data, errors } = await ask(
      VIEWERS.admin,
      `query ($of: [_Any!]!) { _entities(representations: $of) {
        ... on WebhookSubscription { id } ... on WebhookDelivery { subscription { id } }
        ... on ApiKey { webhookSubscriptions { totalCount nodes { id } } }
        ... on RateLimitTemplate { webhookSubscriptions { totalCount nodes { id } } } } }`,
      { of },
    );
    const empty = { webhookSubscriptions: { totalCount: 0, nodes: [] } };
    expect(errors).toEqual([]);
    expect(data._entities).toEqual([null, { id: BOB }, null, { subscription: { id: PARTNER } }, empty, empty]);
  });
});
