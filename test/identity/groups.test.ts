import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { identity } from '../../subgraphs/identity/subgraph.ts';
import { type Ask, askSubgraph, entity } from '../support/ask.ts';
import { insertFixtures, KEYS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { walked } from './lists.ts';

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  await services.database.query(sql.unsafe`
    INSERT INTO api_key_groups (id, name, display_name, enabled, created_at)
    VALUES (900, 'Zebra', 'Empty', false, '2026-01-01 00:00:00.000001+00')`);
  ask = askSubgraph(identity, services);
});
afterAll(() => services.stop());

const names = Object.keys(VIEWERS) as (keyof typeof VIEWERS)[];
const { admin, alice } = VIEWERS;
/** What the seed adds, in its order, and the one of this test. */
const GROUPS = ['system', 'subscriber_metered', 'subscriber_unlimited', 'partner', 'webhook', 'translation', 'Zebra'];
const named = (nodes: { name: string }[]) => nodes.map(({ name }) => name);

describe('apiKeyGroups', () => {
  const seen = {
    nobody: 'UNAUTHENTICATED',
    gateway: 'FORBIDDEN',
    demo: 'FORBIDDEN',
    partner: ['partner'],
    alice: ['subscriber_metered'],
    bob: ['webhook'],
    admin: GROUPS,
  };

  test.each(names)('%s', async (name) => {
    const { data, errors } = await ask(VIEWERS[name], '{ apiKeyGroups { nodes { name } totalCount } }');
    expect(errors[0] ?? named(data.apiKeyGroups.nodes)).toEqual(seen[name]);
    if (!errors.length) expect(data.apiKeyGroups.totalCount).toBe(seen[name].length);
  });

  test.each(names)('%s looks for the group of Alice', async (name) => {
    const { data, errors } = await ask(
      VIEWERS[name],
      '{ apiKeyGroupByName(name: "subscriber_metered") { displayName } }',
    );
    const sees = name === 'alice' || name === 'admin';
    const refusal = typeof seen[name] === 'string' ? seen[name] : null;
    expect(errors[0] ?? data.apiKeyGroupByName?.displayName ?? null).toBe(sees ? 'Metered Subscriber' : refusal);
    for (const key of [{ id: '2' }, { name: 'subscriber_metered' }]) {
      const reference = await ask(VIEWERS[name], ...entity('ApiKeyGroup', key, 'displayName'));
      expect(reference.errors).toEqual([]);
      expect(reference.data._entities).toEqual([sees ? { displayName: 'Metered Subscriber' } : null]);
    }
  });

  test.each([
    ['ID_ASC', GROUPS],
    ['ID_DESC', [...GROUPS].reverse()],
    ['NAME_ASC', [...GROUPS].sort()], // capitals come first, on every machine
    ['NAME_DESC', [...GROUPS].sort().reverse()],
  ])('%s', async (orderBy, expected) => {
    const list = { field: 'apiKeyGroups', node: 'ApiKeyGroup', selection: 'name', orderBy, first: 2 };
    expect(named(await walked(ask, admin, list))).toEqual(expected);
  });

  test.each<[object, string[]]>([
    [{ enabled: false }, ['Zebra']],
    [{ enabled: true }, GROUPS.slice(0, 6)],
    [{ name: ['webhook', 'partner', 'none'] }, ['partner', 'webhook']],
    [{ name: [] }, []],
    [{ name: ['Zebra'], enabled: true }, []],
  ])('filtered by %j', async (filter, expected) => {
    const list = { field: 'apiKeyGroups', node: 'ApiKeyGroup', selection: 'name', orderBy: 'ID_ASC', filter };
    expect(named(await walked(ask, admin, list))).toEqual(expected);
  });

  test('what is unknown is null, what cannot be is refused or not found', async () => {
    const none = await ask(admin, '{ apiKeyGroupByName(name: "none") { id } }');
    expect(none).toMatchObject({ data: { apiKeyGroupByName: null }, errors: [] });
    const refused = await ask(
      admin,
      '{ apiKeyGroupByName(name: "\\u0000") { id } apiKeyGroups(filter: { name: ["\\u0000"] }) { totalCount } }',
    );
    expect(refused.errors.sort()).toEqual(['BAD_USER_INPUT filter.name.0', 'BAD_USER_INPUT name']);
    const of = [{ id: '2' }, { id: 'two' }, { id: '99999999999' }, { name: '\0' }, { name: 'webhook' }];
    const { data, errors } = await ask(
      admin,
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on ApiKeyGroup { id name } } }',
      { of: of.map((key) => ({ __typename: 'ApiKeyGroup', ...key })) },
    );
    const found = [{ id: '2', name: 'subscriber_metered' }, null, null, null, { id: '5', name: 'webhook' }];
    expect({ errors, found: data._entities }).toEqual({ errors: [], found });
  });

  test('every field of a group', async () => {
    const { data } = await ask(
      admin,
      `{ apiKeyGroupByName(name: "Zebra") { id name displayName description isSystem isSubscriber isPartner isWebhook
        isTranslation isRateLimited isBillingExempt enabled createdAt apiKeys { totalCount } } }`,
    );
    expect(data.apiKeyGroupByName).toEqual({
      id: '900',
      name: 'Zebra',
      displayName: 'Empty',
      description: null,
      isSystem: false,
      isSubscriber: false,
      isPartner: false,
      isWebhook: false,
      isTranslation: false,
      isRateLimited: false,
      isBillingExempt: false,
      enabled: false,
      createdAt: '2026-01-01T00:00:00.000001Z',
      apiKeys: { totalCount: 0 },
    });
  });
});

describe('a key and its group', () => {
  const seen = {
    nobody: null,
    gateway: null,
    demo: null,
    partner: 'partner',
    alice: 'subscriber_metered',
    bob: 'webhook',
    admin: null,
  };
  test.each(names)('%s: of the own key; a key that all share does not tell', async (name) => {
    const { data, errors } = await ask(VIEWERS[name], '{ viewer { key { group { name } } } }');
    expect(errors).toEqual([]);
    expect(data.viewer.key?.group?.name ?? null).toBe(seen[name]);
  });

  test('a group has the keys that its viewer sees, and no others', async () => {
    const source = '{ apiKeyGroups { nodes { name apiKeys { nodes { name } totalCount } } } }';
    const own = await ask(alice, source);
    expect(own.data.apiKeyGroups.nodes).toEqual([
      { name: 'subscriber_metered', apiKeys: { nodes: [{ name: 'Spare' }, { name: 'Alice' }], totalCount: 2 } },
    ]);
    const all = await ask(admin, source);
    const keysOf = (group: { apiKeys: { nodes: { name: string }[]; totalCount: number } }) => {
      expect(group.apiKeys.totalCount).toBe(group.apiKeys.nodes.length);
      return named(group.apiKeys.nodes);
    };
    expect(all.data.apiKeyGroups.nodes.map(keysOf)).toEqual([
      ['Shared'],
      ['Spare', 'Alice'],
      [],
      ['Partner'],
      ['Bob'],
      [],
      [],
    ]);
    expect(all.statements.sort()).toEqual([
      'identity.apiKeyGroups',
      'identity.apiKeysByGroupId',
      'identity.apiKeysByGroupIdCount',
    ]);
  });

  test('nobody else sees the keys of a group it cannot see', async () => {
    const key = entity('ApiKey', { id: KEYS.alice }, 'group { name apiKeys { totalCount } }');
    expect((await ask(VIEWERS.bob, ...key)).data._entities).toEqual([null]);
    expect((await ask(alice, ...key)).data._entities).toEqual([
      { group: { name: 'subscriber_metered', apiKeys: { totalCount: 2 } } },
    ]);
  });

  test('a user without keys of a group sees none, and a key without a group has none', async () => {
    await services.database.query(sql.unsafe`UPDATE api_keys SET group_id = NULL WHERE id = ${KEYS.bob}`);
    const { data } = await ask(VIEWERS.bob, '{ apiKeys { nodes { group { name } } } apiKeyGroups { totalCount } }');
    await services.database.query(sql.unsafe`UPDATE api_keys SET group_id = 5 WHERE id = ${KEYS.bob}`);
    expect(data).toEqual({ apiKeys: { nodes: [{ group: null }] }, apiKeyGroups: { totalCount: 0 } });
  });
});
