import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { billing } from '../../subgraphs/billing/subgraph.ts';
import { type Ask, askSubgraph, entity } from '../support/ask.ts';
import { insertFixtures, KEYS, USERS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';

const id = (number: number) => `11111111-2222-4000-8000-${String(number).padStart(12, '0')}`;
const names = Object.keys(VIEWERS) as (keyof typeof VIEWERS)[];

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  await services.database.query(sql.unsafe`DELETE FROM payment_links`);
  await services.database.query(sql.unsafe`
    INSERT INTO transactions (id, user_id, "timestamp", type, amount_usd, stripe_charge_id, status, donor_name,
      donor_email, stripe_session_id, tier, api_key) VALUES
      (${id(1)}, ${USERS.alice}, '2026-01-01 00:00:00.000001+00', 'subscription', 123456789012345.678901234567890123, 'ch_1',
        'succeeded', 'subscription', 'alice@example.com', 'cs_1', 'pro', ${KEYS.alice}),
      (${id(2)}, NULL, '2026-01-01 00:00:00.000001+00', 'lrs-addon', 19.99, 'ch_2', 'pending', 'addon', NULL, 'cs_2', 'Pro',
        ${KEYS.aliceToo.toUpperCase()}),
      (${id(3)}, NULL, '2026-01-03', 'donation', 5, NULL, 'FAILED', 'gift', 'Alice@Example.com', NULL, DEFAULT, NULL),
      (${id(4)}, ${USERS.bob}, '2026-01-04', 'subscription-lrs-addon', 9, 'ch_4', 'disputed', 'both', 'bob@example.com',
        'cs_4', 'free', 'a-plain-key'),
      (${id(5)}, NULL, NULL, 'raffle', NULL, NULL, NULL, 'unknown', NULL, NULL, NULL, ${KEYS.partner})`);
  await services.database.query(sql.unsafe`
    INSERT INTO payment_links (link_type, tier, stripe_url) VALUES
      ('subscription', 'pro', 'https://buy.example/1'), ('donation', NULL, 'https://buy.example/2')`);
  ask = askSubgraph(billing, services);
});
afterAll(() => services.stop());

const named = (nodes: { donorName: string }[]) => nodes.map(({ donorName }) => donorName);

describe('transactions', () => {
  const seen = {
    nobody: 'UNAUTHENTICATED',
    gateway: 'FORBIDDEN',
    demo: 'FORBIDDEN',
    partner: ['unknown'],
    alice: ['gift', 'subscription'],
    bob: ['both'],
    admin: ['unknown', 'both', 'gift', 'addon', 'subscription'],
  };
  test.each(names)('%s', async (name) => {
    const { data, errors } = await ask(VIEWERS[name], '{ transactions { nodes { donorName } totalCount } }');
    expect(errors[0] ?? named(data.transactions.nodes)).toEqual(seen[name]);
    if (data?.transactions) expect(data.transactions.totalCount).toBe(seen[name].length);
  });

  test.each([
    [`userId: "${USERS.bob}"`, ['both']],
    ['type: [DONATION, LRS_ADDON]', ['gift', 'addon']],
    ['type: [SUBSCRIPTION_LRS_ADDON]', ['both']],
    ['status: [SUCCEEDED]', ['subscription']],
    ['donorEmail: "ALICE@example.com"', ['gift', 'subscription']],
    ['stripeSessionId: "cs_2"', ['addon']],
    ['tier: "PRO"', ['addon', 'subscription']],
    ['timestamp: { from: "2026-01-03T00:00:00Z", before: "2026-01-04T00:00:00Z" }', ['gift']],
  ])('by %s', async (filter, expected) => {
    const { data, errors } = await ask(
      VIEWERS.admin,
      `{ transactions(filter: { ${filter} }) { nodes { donorName } } }`,
    );
    expect({ errors, seen: named(data.transactions.nodes) }).toEqual({ errors: [], seen: expected });
  });

  test('a page at a time, between payments of one microsecond, either way', async () => {
    for (const orderBy of ['TIMESTAMP_DESC', 'TIMESTAMP_ASC']) {
      const walked: string[] = [];
      for (let after: string | null = null, more = true; more; ) {
        const { data } = await ask(
          VIEWERS.admin,
          `query ($after: String) { transactions(first: 1, after: $after, orderBy: ${orderBy}) {
            nodes { donorName } pageInfo { hasNextPage endCursor } } }`,
          { after },
        );
        walked.push(...named(data.transactions.nodes));
        [after, more] = [data.transactions.pageInfo.endCursor, data.transactions.pageInfo.hasNextPage];
      }
      expect(orderBy === 'TIMESTAMP_ASC' ? walked.toReversed() : walked).toEqual(seen.admin);
    }
  });
});

test('a payment says exactly what was recorded, and names its key by identifier or not at all', async () => {
  const fields = 'type status amountUsd tier timestamp apiKey { id } user { id }';
  const one = (number: number) => `t${number}: transaction(id: "${id(number)}") { ${fields} }`;
  const { data, errors } = await ask(VIEWERS.admin, `{ ${[1, 2, 4, 5].map(one).join(' ')} }`);
  expect({ data, errors }).toEqual({
    errors: [],
    data: {
      t1: {
        type: 'SUBSCRIPTION',
        status: 'SUCCEEDED',
        amountUsd: '123456789012345.678901234567890123',
        tier: 'pro',
        timestamp: '2026-01-01T00:00:00.000001Z',
        apiKey: { id: KEYS.alice },
        user: { id: USERS.alice },
      },
      t2: expect.objectContaining({ type: 'LRS_ADDON', status: 'PENDING', apiKey: { id: KEYS.aliceToo }, user: null }),
      t4: expect.objectContaining({ type: 'SUBSCRIPTION_LRS_ADDON', status: 'OTHER', apiKey: null }),
      t5: expect.objectContaining({ type: 'OTHER', status: null, amountUsd: null, timestamp: null }),
    },
  });
});

test.each(names)('a payment of Alice, looked up by %s', async (name) => {
  const sees = name === 'alice' || name === 'admin';
  const { data, errors } = await ask(VIEWERS[name], `{ transaction(id: "${id(1)}") { donorName } }`);
  const refused = { nobody: 'UNAUTHENTICATED', gateway: 'FORBIDDEN', demo: 'FORBIDDEN' };
  expect(errors[0] ?? data.transaction).toEqual(
    refused[name as keyof typeof refused] ?? (sees ? { donorName: 'subscription' } : null),
  );
  for (const key of [{ id: id(1) }, { stripeChargeId: 'ch_1' }]) {
    const found = await ask(VIEWERS[name], ...entity('Transaction', key, 'donorName'));
    expect(found.data._entities).toEqual([sees ? { donorName: 'subscription' } : null]);
  }
});

test('the payments of many accounts and of their keys are a statement each', async () => {
  const of = [
    ...Array.from({ length: 50 }, () => ({ __typename: 'User', id: USERS.bob })),
    { __typename: 'User', id: USERS.alice },
    { __typename: 'ApiKey', id: KEYS.alice },
    { __typename: 'ApiKey', id: KEYS.bob },
  ];
  const { data, statements } = await ask(
    VIEWERS.admin,
    `query ($of: [_Any!]!) { _entities(representations: $of) {
      ... on User { transactions(first: 1) { nodes { donorName } } }
      ... on ApiKey { transactions(first: 1) { nodes { donorName } totalCount } } } }`,
    { of },
  );
  expect(data._entities.slice(49)).toEqual([
    { transactions: { nodes: [{ donorName: 'both' }] } },
    { transactions: { nodes: [{ donorName: 'subscription' }] } },
    { transactions: { nodes: [{ donorName: 'subscription' }], totalCount: 1 } },
    { transactions: { nodes: [], totalCount: 0 } },
  ]);
  expect(statements.sort()).toEqual([
    'billing.transactionsByApiKey',
    'billing.transactionsByApiKeyCount',
    'billing.transactionsByUserId',
  ]);
});

test('payment links are for everybody, by kind, by tier, either way', async () => {
  const { data } = await ask(
    VIEWERS.nobody,
    `{ all: paymentLinks { nodes { linkType tier stripeUrl } totalCount }
      donations: paymentLinks(filter: { linkType: "donation" }) { nodes { id } }
      pro: paymentLinks(filter: { tier: "PRO" }) { nodes { linkType } }
      back: paymentLinks(orderBy: ID_DESC) { nodes { id linkType } } }`,
  );
  expect(data).toMatchObject({
    all: {
      nodes: [
        { linkType: 'subscription', tier: 'pro', stripeUrl: 'https://buy.example/1' },
        { linkType: 'donation', tier: null },
      ],
      totalCount: 2,
    },
    pro: { nodes: [{ linkType: 'subscription' }] },
    back: { nodes: [{ linkType: 'donation' }, { linkType: 'subscription' }] },
  });
  expect(data.donations.nodes).toEqual([{ id: data.back.nodes[0].id }]);
  const found = await ask(VIEWERS.nobody, ...entity('PaymentLink', { id: data.back.nodes[0].id }, 'linkType'));
  expect(found.data._entities).toEqual([{ linkType: 'donation' }]);
});

test('one plan, in any case; its order backwards; by product', async () => {
  const { data } = await ask(
    VIEWERS.nobody,
    `{ pro: tierPlanByTier(product: "REST", tier: "Pro") { displayName billingPeriod } none: tierPlanByTier(product: "x", tier: "pro") { id }
      hidden: tierPlans(filter: { published: false }) { totalCount }
      up: tierPlans(first: 100) { nodes { id } } down: tierPlans(first: 100, orderBy: CATALOG_DESC) { nodes { id } }
      some: tierPlans(filter: { product: ["webhook"] }) { nodes { product } } }`,
  );
  expect(data).toMatchObject({ pro: { displayName: 'Pro', billingPeriod: 'MONTH' }, none: null });
  expect(data.hidden.totalCount).toBe(0);
  expect(data.down.nodes).toEqual(data.up.nodes.toReversed());
  expect(new Set(data.some.nodes.map((plan: { product: string }) => plan.product))).toEqual(new Set(['webhook']));
});

test.each([
  ['transaction(id: "1") { id }', 'BAD_USER_INPUT id'],
  ['transactions(filter: { userId: "x" }) { nodes { id } }', 'BAD_USER_INPUT filter.userId'],
  ['transactions(first: 101) { nodes { id } }', 'BAD_USER_INPUT first'],
  ['transactions(after: "x") { nodes { id } }', 'BAD_USER_INPUT after'],
])('%s is refused', async (source, error) => {
  expect((await ask(VIEWERS.admin, `{ it: ${source} }`)).errors).toEqual([error]);
});
