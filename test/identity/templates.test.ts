import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { identity } from '../../subgraphs/identity/subgraph.ts';
import { type Ask, askSubgraph, entity } from '../support/ask.ts';
import { insertFixtures, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { walked } from './lists.ts';

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  ask = askSubgraph(identity, services);
});
afterAll(() => services.stop());

const names = Object.keys(VIEWERS) as (keyof typeof VIEWERS)[];
const { admin } = VIEWERS;
const TIERS = [
  'enterprise',
  'free',
  'lifetime',
  'partner',
  'pro',
  'unlimited',
  'webhook_enterprise',
  'webhook_partner',
  'webhook_professional',
  'webhook_standard',
  'webhook_starter',
];
const LIST = { field: 'rateLimitTemplates', node: 'RateLimitTemplate', selection: 'tier queryLimit', first: 3 };
const tiers = (nodes: { tier: string }[]) => nodes.map(({ tier }) => tier);

describe('rateLimitTemplates', () => {
  test.each(names)('%s sees all', async (name) => {
    const { data, errors } = await ask(
      VIEWERS[name],
      '{ rateLimitTemplates { nodes { tier } totalCount } rateLimitTemplate(tier: "PRO") { tier } }',
    );
    expect(errors).toEqual([]);
    expect(data.rateLimitTemplates).toEqual({ nodes: TIERS.map((tier) => ({ tier })), totalCount: 11 });
    expect(data.rateLimitTemplate).toEqual({ tier: 'pro' });
    const reference = await ask(VIEWERS[name], ...entity('RateLimitTemplate', { tier: 'Pro' }, 'tier queryLimit'));
    expect(reference.data._entities).toEqual([{ tier: 'pro', queryLimit: 50_000 }]);
  });

  test('every field of a template', async () => {
    const { data } = await ask(
      VIEWERS.nobody,
      `{ rateLimitTemplate(tier: "pro") {
        tier rateLimitQps burstLimit burstTokens queryLimit minWaitSeconds description } }`,
    );
    expect(data.rateLimitTemplate).toEqual({
      tier: 'pro',
      rateLimitQps: 5,
      burstLimit: 10,
      burstTokens: 10,
      queryLimit: 50_000,
      minWaitSeconds: 0.2,
      description: 'Pro subscription',
    });
  });

  test('orders', async () => {
    expect(tiers(await walked(ask, admin, { ...LIST, orderBy: 'TIER_ASC' }))).toEqual(TIERS);
    expect(tiers(await walked(ask, admin, { ...LIST, orderBy: 'TIER_DESC' }))).toEqual([...TIERS].reverse());
    const byLimit = await walked(ask, admin, { ...LIST, orderBy: 'QUERY_LIMIT_ASC' });
    const expected = [...byLimit].sort((a, b) => a.queryLimit - b.queryLimit || (a.tier < b.tier ? -1 : 1));
    expect(byLimit).toEqual(expected);
    expect(byLimit.at(-1).queryLimit).toBe(999_999_999);
    expect(await walked(ask, admin, { ...LIST, orderBy: 'QUERY_LIMIT_DESC' })).toEqual([...expected].reverse());
  });

  test.each<[object, string[]]>([
    [{ tier: ['pro', 'free', 'none'] }, ['free', 'pro']],
    [{ tier: [] }, []],
    [{}, TIERS],
  ])('filtered by %j', async (filter, expected) => {
    expect(tiers(await walked(ask, admin, { ...LIST, orderBy: 'TIER_ASC', filter }))).toEqual(expected);
  });

  test('what is unknown is null, what cannot be is refused', async () => {
    const none = await ask(admin, '{ rateLimitTemplate(tier: "none") { tier } }');
    expect(none).toMatchObject({ data: { rateLimitTemplate: null }, errors: [] });
    const refused = await ask(
      admin,
      '{ rateLimitTemplate(tier: "\\u0000") { tier } rateLimitTemplates(filter: { tier: ["\\u0000"] }) { totalCount } }',
    );
    expect(refused.errors.sort()).toEqual(['BAD_USER_INPUT filter.tier.0', 'BAD_USER_INPUT tier']);
    const reference = await ask(admin, ...entity('RateLimitTemplate', { tier: '\0' }, 'tier'));
    expect(reference).toMatchObject({ data: { _entities: [null] }, errors: [] });
  });
});

describe('a key and the template of its tier', () => {
  const CASES: [tier: string | null, flags: string[], template: string | null][] = [
    ['free', ['subscriber'], 'free'],
    ['PRO', ['subscriber'], 'pro'],
    ['stress', ['system'], null],
    [null, ['subscriber'], null],
    ['standard', ['webhook'], 'webhook_standard'],
    ['Starter', ['webhook'], 'webhook_starter'],
    ['webhook_professional', ['webhook'], 'webhook_professional'],
    ['Webhook_Partner', ['webhook'], 'webhook_partner'],
    ['enterprise', ['webhook', 'subscriber'], 'enterprise'],
    ['enterprise', ['webhook'], 'webhook_enterprise'],
    ['partner', ['webhook', 'partner'], 'partner'],
    ['standard', ['subscriber'], null],
  ];
  const id = (n: number) => `1e000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  beforeAll(async () => {
    for (const [n, [tier, flags]] of CASES.entries()) {
      await services.database.query(sql.unsafe`
        INSERT INTO api_keys (id, api_key, tier, is_subscriber, is_webhook, is_partner, is_system)
        VALUES (${id(n)}, ${`case ${n}`}, ${tier}, ${flags.includes('subscriber')}, ${flags.includes('webhook')},
          ${flags.includes('partner')}, ${flags.includes('system')})`);
    }
  });

  test.each(CASES)('tier %s of a key that is %j', async (tier, flags, template) => {
    const n = CASES.findIndex((each) => each[0] === tier && each[1] === flags);
    const { data, errors } = await ask(
      admin,
      `{ apiKey(id: "${id(n)}") { rateLimitTemplate { tier apiKeys(first: 100) { nodes { id } totalCount } } } }`,
    );
    expect(errors).toEqual([]);
    const { rateLimitTemplate } = data.apiKey;
    expect(rateLimitTemplate?.tier ?? null).toBe(template);
    if (!rateLimitTemplate) return;
    // and back again
    expect(rateLimitTemplate.apiKeys.nodes).toContainEqual({ id: id(n) });
    expect(rateLimitTemplate.apiKeys.totalCount).toBe(rateLimitTemplate.apiKeys.nodes.length);
  });

  test('the keys of all templates are those that have one, each once, in one statement', async () => {
    const { data, statements } = await ask(
      admin,
      '{ rateLimitTemplates { nodes { tier apiKeys(first: 100) { nodes { id rateLimitTemplate { tier } } } } } }',
    );
    const found: string[] = [];
    for (const { tier, apiKeys } of data.rateLimitTemplates.nodes) {
      for (const key of apiKeys.nodes) {
        expect(key.rateLimitTemplate).toEqual({ tier });
        found.push(key.id);
      }
    }
    const all = await ask(admin, '{ apiKeys(first: 100) { nodes { id rateLimitTemplate { tier } } } }');
    type Key = { id: string; rateLimitTemplate: object | null };
    const expected = (all.data.apiKeys.nodes as Key[])
      .filter(({ rateLimitTemplate }) => rateLimitTemplate)
      .map((key) => key.id);
    expect(found.sort()).toEqual(expected.sort());
    expect(expected.length).toBeGreaterThan(10);
    expect(statements.sort()).toEqual([
      'identity.apiKeysByLimitTier',
      'identity.rateLimitTemplates',
      'identity.rateLimitTemplatesByTier',
    ]);
  });

  const seen = { nobody: [], gateway: [], demo: [], partner: [], alice: ['Alice'], bob: [], admin: ['Alice'] };
  test.each(names)('%s sees of the keys of a template its own', async (name) => {
    const { data, errors } = await ask(
      VIEWERS[name],
      '{ rateLimitTemplate(tier: "pro") { apiKeys(orderBy: CREATED_AT_ASC, first: 1) { nodes { name } totalCount } } }',
    );
    expect(errors).toEqual([]);
    const { nodes, totalCount } = data.rateLimitTemplate.apiKeys;
    expect(nodes.map((key: { name: string }) => key.name)).toEqual(seen[name]);
    if (name !== 'admin') expect(totalCount).toBe(seen[name].length);
  });
});
