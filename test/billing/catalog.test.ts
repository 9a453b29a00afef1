import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { sql } from '../../platform/database.ts';
import { billing } from '../../subgraphs/billing/subgraph.ts';
import { type Ask, askSubgraph, entity } from '../support/ask.ts';
import { KEYS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  ask = askSubgraph(billing, services);
});
afterAll(() => services.stop());

const names = Object.keys(VIEWERS) as (keyof typeof VIEWERS)[];

describe('tierPlans', () => {
  test.each(names)('%s', async (name) => {
    const { data, errors } = await ask(
      VIEWERS[name],
      '{ tierPlans(first: 100) { nodes { product tier published } totalCount } }',
    );
    expect(errors).toEqual([]);
    const { nodes, totalCount } = data.tierPlans;
    expect(totalCount).toBe(nodes.length);
    expect(nodes.some((plan: { published: boolean }) => !plan.published)).toBe(name === 'admin');
  });

  test('agrees with the limits of the tiers', async () => {
    const rows = await services.database.any(sql.type(
      z.object({
        tier: z.string(),
        catalog: z.string(),
        template: z.number(),
        rateLimited: z.boolean(),
        qps: z.number(),
      }),
    )`SELECT t.tier, c.lpo_limit AS catalog, t.query_limit AS template, c.rate_limited, t.rate_limit_qps AS qps
      FROM tier_catalog c JOIN rate_limit_template t
        ON t.tier = CASE c.product WHEN 'rest' THEN c.tier WHEN 'webhook' THEN 'webhook_' || c.tier END`);
    expect(rows).toHaveLength(11);
    for (const row of rows) {
      expect(row.catalog).toBe(row.template === 999_999_999 ? '0' : String(row.template));
      expect(row.rateLimited).toBe(row.qps !== 0);
    }
  });

  test('cents keep every digit', async () => {
    await services.database.query(sql.unsafe`
      INSERT INTO tier_catalog (product, tier, price_cents, published) VALUES ('aaa', 'x', 9007199254740993, true)`);
    const { data } = await ask(VIEWERS.nobody, '{ tierPlans(first: 1) { nodes { priceCents features } } }');
    expect(data.tierPlans.nodes).toEqual([{ priceCents: '9007199254740993', features: [] }]);
  });

  test('is walked in its order', async () => {
    const { data: whole } = await ask(VIEWERS.admin, '{ tierPlans(first: 100) { nodes { id } } }');
    const walked: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { data } = await ask(
        VIEWERS.admin,
        'query ($after: String) { tierPlans(first: 3, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }',
        { after },
      );
      walked.push(...data.tierPlans.nodes.map((plan: { id: string }) => plan.id));
      after = data.tierPlans.pageInfo.endCursor;
      more = data.tierPlans.pageInfo.hasNextPage;
    }
    expect(walked).toEqual(whole.tierPlans.nodes.map((plan: { id: string }) => plan.id));
  });
});

describe('entities, which bypass every parent', () => {
  test.each(names)('%s', async (name) => {
    const published = await ask(
      VIEWERS[name],
      ...entity('TierPlan', { product: 'rest', tier: 'Pro' }, 'id displayName'),
    );
    const [plan] = published.data._entities;
    expect(plan.displayName).toBe('Pro');
    const byId = await ask(VIEWERS[name], ...entity('TierPlan', { id: plan.id }, 'displayName'));
    expect(byId.data._entities).toEqual([{ displayName: 'Pro' }]);
    const hidden = await ask(VIEWERS[name], ...entity('TierPlan', { product: 'rest', tier: 'partner' }, 'id'));
    expect(hidden.data._entities[0] !== null).toBe(name === 'admin');
  });

  test.each([
    ['Pro', true, false, 'Pro'],
    ['webhook_standard', false, true, 'Webhook Standard'],
    ['standard', false, true, 'Webhook Standard'],
    ['pro', true, true, 'Pro'],
    ['no such tier', true, false, undefined],
    [null, true, false, undefined],
  ])('the plan of a key of tier %s', async (tier, isSubscriber, isWebhook, plan) => {
    const key = { id: KEYS.alice, tier, isSubscriber, isWebhook };
    const { data, errors } = await ask(VIEWERS.alice, ...entity('ApiKey', key, 'plan { displayName }'));
    expect(errors).toEqual([]);
    expect(data._entities[0].plan?.displayName).toBe(plan);
  });

  test('a malformed key is not found, and takes nothing from those it was gathered with', async () => {
    const [first] = (await ask(VIEWERS.alice, '{ tierPlans(first: 1) { nodes { id } } }')).data.tierPlans.nodes;
    const keys = [first, { id: 'one' }, { id: '9999999999' }, { product: 'rest', tier: 'pro\0' }];
    const { data, errors } = await ask(
      VIEWERS.alice,
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on TierPlan { id } } }',
      { of: keys.map((key) => ({ __typename: 'TierPlan', ...key })) },
    );
    expect({ data, errors }).toEqual({ data: { _entities: [first, null, null, null] }, errors: [] });
  });

  test('one statement for the plans of many keys', async () => {
    const of = ['pro', 'free', 'pro'].map((tier) => ({ __typename: 'ApiKey', id: KEYS.bob, tier, isSubscriber: true }));
    const { data, statements } = await ask(
      VIEWERS.alice,
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on ApiKey { plan { tier } } } }',
      { of },
    );
    expect(data._entities.map((key: { plan: { tier: string } }) => key.plan.tier)).toEqual(['pro', 'free', 'pro']);
    expect(statements).toEqual(['billing.tierPlansByName']);
  });
});
