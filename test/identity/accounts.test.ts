import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { sql } from '../../platform/database.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { identity } from '../../subgraphs/identity/subgraph.ts';
import { type Ask, askSubgraph, entity } from '../support/ask.ts';
import { insertFixtures, KEYS, USERS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';
import {
  insertAccounts,
  keyId,
  type StoredKey,
  type StoredUser,
  storedKeys,
  storedUsers,
  userId,
} from './accounts-support.ts';
import { walked } from './lists.ts';

let services: TestServices;
let ask: Ask;
let users: readonly StoredUser[];
let keys: readonly StoredKey[];
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  await insertAccounts(services.database);
  ask = askSubgraph(identity, services);
  users = await storedUsers(services.database);
  keys = await storedKeys(services.database);
});
afterAll(() => services.stop());

const names = Object.keys(VIEWERS) as (keyof typeof VIEWERS)[];
const { admin, alice } = VIEWERS;
const ID = z.object({ id: z.string() });
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
const USER_LIST = { field: 'users', node: 'User', selection: 'id' };
const KEY_LIST = { field: 'apiKeys', node: 'ApiKey', selection: 'id' };

const usersBy = async (filter: object, orderBy = 'CREATED_AT_DESC') =>
  ids(await walked(ask, admin, { ...USER_LIST, orderBy, filter }));
const keysBy = async (filter: object, viewer: Viewer = admin, orderBy = 'CREATED_AT_DESC') =>
  ids(await walked(ask, viewer, { ...KEY_LIST, orderBy, filter }));

describe('orders: each row once, though many share a moment and some have none', () => {
  test('of accounts', async () => {
    expect(users).toHaveLength(62);
    expect(await usersBy({})).toEqual(ids(users));
    expect(await usersBy({}, 'CREATED_AT_ASC')).toEqual(ids(users).reverse());
  });

  test('of keys', async () => {
    expect(keys).toHaveLength(125);
    expect(await keysBy({})).toEqual(ids(keys));
    expect(await keysBy({}, admin, 'CREATED_AT_ASC')).toEqual(ids(keys).reverse());
    expect(await keysBy({}, alice, 'CREATED_AT_ASC')).toEqual([KEYS.alice, KEYS.aliceToo]);
  });

  test('a page goes on where it was, though rows were added before it', async () => {
    const page = (after: string | null) =>
      ask(admin, 'query ($after: String) { users(first: 15, after: $after) { nodes { id } pageInfo { endCursor } } }', {
        after,
      });
    const first = (await page(null)).data.users;
    await services.database.query(
      sql.unsafe`INSERT INTO users (id, email, created_at) VALUES (${userId(99)}, 'late@example.org', now())`,
    );
    const second = (await page(first.pageInfo.endCursor)).data.users;
    await services.database.query(sql.unsafe`DELETE FROM users WHERE id = ${userId(99)}`);
    expect([...ids(first.nodes), ...ids(second.nodes)]).toEqual(ids(users).slice(0, 30));
  });
});

describe('filters', () => {
  const moment = (n: number) => `2026-03-01T10:00:00.${String(n).padStart(6, '0')}Z`;

  test('accounts by address, in any case', async () => {
    expect(await usersBy({ email: 'uSER7@example.ORG' })).toEqual([userId(7)]);
    expect(await usersBy({ email: 'User7' })).toEqual([]);
    expect(await usersBy({ email: null })).toHaveLength(62);
  });

  test('accounts by a span, to the microsecond and in any time zone', async () => {
    const between = users.filter(({ createdAt: at }) => at !== null && at >= moment(3) && at < moment(5));
    expect(between.length).toBeGreaterThan(7);
    expect(await usersBy({ createdAt: { from: moment(3), before: moment(5) } })).toEqual(ids(between));
    const zoned = { from: '2026-03-01T12:00:00.000003+02:00', before: '2026-03-01T04:00:00.000005-06:00' };
    expect(await usersBy({ createdAt: zoned })).toEqual(ids(between));
    expect(await usersBy({ createdAt: {} })).toEqual(ids(users));
  });

  test.each<[string, object, (key: StoredKey) => boolean]>([
    ['account', { userId: userId(4) }, (key) => key.userId === userId(4)],
    ['account in upper case', { userId: userId(4).toUpperCase() }, (key) => key.userId === userId(4)],
    ['group', { groupId: '3' }, (key) => key.groupId === 3],
    ['customer', { stripeCustomerId: 'cus_12' }, (key) => key.stripeCustomerId === 'cus_12'],
    ['subscription', { stripeSubscriptionId: 'sub_30' }, (key) => key.stripeSubscriptionId === 'sub_30'],
    [
      'span',
      { createdAt: { from: '2026-03-02T10:00:00.000004Z' } },
      (key) => key.createdAt !== null && key.createdAt >= '2026-03-02T10:00:00.000004Z',
    ],
    [
      'all at once',
      { groupId: '3', stripeCustomerId: 'cus_3' },
      (key) => key.groupId === 3 && key.stripeCustomerId === 'cus_3',
    ],
  ])('keys by %s', async (_, filter, wanted) => {
    const expected = keys.filter(wanted);
    expect(expected.length).toBeGreaterThan(0);
    expect(await keysBy(filter)).toEqual(ids(expected));
    expect(await keysBy(filter, alice)).toEqual(ids(expected.filter((key) => key.userId === USERS.alice)));
  });

  test('keys by tier, in any case', async () => {
    const found = await keysBy({ tier: ['PRO', 'free'] });
    const expected = await services.database.anyFirst(sql.type(ID)`
      SELECT id FROM api_keys WHERE lower(tier) IN ('pro', 'free') ORDER BY created_at DESC, id DESC`);
    expect(found).toEqual(expected);
    expect(await keysBy({ tier: [] })).toEqual([]);
    expect(await keysBy({ tier: ['webhook_standard'] })).toEqual([KEYS.bob]);
    expect(await keysBy({ tier: ['pro'] }, alice)).toEqual([KEYS.alice]);
  });

  test.each([
    ['apiKeys(filter: { userId: "1" })', 'filter.userId'],
    ['apiKeys(filter: { groupId: "one" })', 'filter.groupId'],
    ['apiKeys(filter: { groupId: 99999999999 })', 'filter.groupId'],
    ['apiKeys(filter: { tier: ["free", "\\u0000"] })', 'filter.tier.1'],
    ['apiKeys(filter: { stripeCustomerId: "\\u0000" })', 'filter.stripeCustomerId'],
    ['apiKeys(filter: { stripeSubscriptionId: "\\u0000" })', 'filter.stripeSubscriptionId'],
    ['apiKeys(first: 101)', 'first'],
    ['apiKeys(after: "x")', 'after'],
    ['users(filter: { email: "\\u0000" })', 'filter.email'],
    ['users(first: 101)', 'first'],
  ])('%s is refused', async (list, argument) => {
    const { errors, statements } = await ask(admin, `{ ${list} { totalCount } }`);
    expect({ errors, statements }).toEqual({ errors: [`BAD_USER_INPUT ${argument}`], statements: [] });
  });

  test('a cursor is good for its own order alone', async () => {
    const { data } = await ask(admin, '{ apiKeys(first: 1) { pageInfo { endCursor } } }');
    const after = data.apiKeys.pageInfo.endCursor;
    const { errors } = await ask(admin, `{ apiKeys(after: "${after}", orderBy: CREATED_AT_ASC) { totalCount } }`);
    expect(errors).toEqual(['BAD_USER_INPUT after']);
  });
});

describe('look-ups', () => {
  const own = { nobody: 'UNAUTHENTICATED', gateway: 'FORBIDDEN', demo: 'FORBIDDEN', partner: null, bob: null };
  test.each(names)('%s looks for Alice and her key', async (name) => {
    const byEmail = await ask(VIEWERS[name], '{ userByEmail(email: "ALICE@example.com") { name } }');
    const byId = await ask(VIEWERS[name], `{ apiKey(id: "${KEYS.aliceToo}") { name } }`);
    const expected = name in own ? own[name as keyof typeof own] : undefined;
    expect(byEmail.errors[0] ?? byEmail.data.userByEmail?.name ?? null).toBe(
      expected === undefined ? 'Alice' : expected,
    );
    expect(byId.errors[0] ?? byId.data.apiKey?.name ?? null).toBe(expected === undefined ? 'Spare' : expected);
  });

  test('what is unknown is null, what cannot be is refused', async () => {
    const none = await ask(
      admin,
      `{ userByEmail(email: "nobody@example.com") { id } apiKey(id: "${USERS.alice}") { id } }`,
    );
    expect(none).toMatchObject({ data: { userByEmail: null, apiKey: null }, errors: [] });
    const refused = await ask(admin, '{ userByEmail(email: "\\u0000") { id } apiKey(id: "1") { id } }');
    expect(refused.errors.sort()).toEqual(['BAD_USER_INPUT email', 'BAD_USER_INPUT id']);
    expect(refused.statements).toEqual([]);
  });
});

describe('accounts by address, as other subgraphs refer to them', () => {
  const SOURCE = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { email tier } } }';
  const of = (...emails: string[]) => ({ of: emails.map((email) => ({ __typename: 'User', email })) });

  test('in any case, in one statement, and none takes anything from the others', async () => {
    const asked = of('user1@example.org', 'USER1@EXAMPLE.ORG', 'nobody@example.org', '\0', 'User2@Example.org');
    const { data, errors, statements } = await ask(admin, SOURCE, asked);
    const [one, two] = [
      { email: 'User1@Example.org', tier: 'PRO' },
      { email: 'User2@Example.org', tier: 'ENTERPRISE' },
    ];
    expect({ errors, found: data._entities }).toEqual({ errors: [], found: [one, one, null, null, two] });
    expect(statements).toEqual(['identity.usersByEmails']);
  });

  test('that differ in case alone: the one that is spelled so, or else the older', async () => {
    const { database } = services;
    await database.query(sql.unsafe`
      INSERT INTO users (id, email, tier, created_at) VALUES (${userId(101)}, 'twin@example.org', 'free', '2026-01-02'),
        (${userId(102)}, 'TWIN@example.org', 'pro', '2026-01-01')`);
    const { data } = await ask(admin, SOURCE, of('twin@example.org', 'TWIN@example.org', 'Twin@example.org'));
    await database.query(sql.unsafe`DELETE FROM users WHERE lower(email) = 'twin@example.org'`);
    expect(data._entities.map((user: { tier: string }) => user.tier)).toEqual(['FREE', 'PRO', 'PRO']);
  });

  test.each(names)('%s', async (name) => {
    const { data, errors } = await ask(VIEWERS[name], ...entity('User', { email: 'Alice@Example.com' }, 'name'));
    expect(errors).toEqual([]);
    expect(data._entities).toEqual([name === 'alice' || name === 'admin' ? { name: 'Alice' } : null]);
  });
});

test('a tier that no enum value stands for is OTHER, and one of any case is known', async () => {
  const all = await walked(ask, admin, { ...USER_LIST, selection: 'id tier', orderBy: 'CREATED_AT_ASC' });
  const byId = new Map(all.map(({ id, tier }) => [id, tier]));
  const tiers = ['FREE', 'PRO', 'ENTERPRISE', 'UNLIMITED', 'LIFETIME', 'PARTNER', 'OTHER', null];
  expect(tiers.map((_, n) => byId.get(userId(n + 8)))).toEqual(tiers);
});

test('a nested list has the filters and orders of its type', async () => {
  const { data } = await ask(
    admin,
    `{ user(id: "${userId(4)}") {
      all: apiKeys(orderBy: CREATED_AT_ASC) { nodes { id } totalCount }
      one: apiKeys(filter: { stripeCustomerId: "cus_3" }) { nodes { id } totalCount } } }`,
  );
  expect(data.user.all).toEqual({ nodes: [{ id: keyId(3) }, { id: keyId(63) }], totalCount: 2 });
  expect(data.user.one).toEqual({ nodes: [{ id: keyId(3) }], totalCount: 1 });
});

test('the keys of fifty accounts, with what each refers to, cost one statement per level', async () => {
  const { data, errors, statements } = await ask(
    admin,
    `{ users(first: 50) { nodes { id apiKeys(first: 1) { totalCount nodes {
      id user { id } group { id } rateLimitTemplate { tier } } } } } }`,
  );
  expect(errors).toEqual([]);
  const own = (user: StoredUser) => keys.filter((key) => key.userId === user.id);
  type Listed = { id: string; apiKeys: { totalCount: number; nodes: { id: string; user: object; group: object }[] } };
  expect(
    (data.users.nodes as Listed[]).map(({ id, apiKeys: { totalCount, nodes } }) => [
      id,
      totalCount,
      nodes.map((key) => [key.id, key.user, key.group]),
    ]),
  ).toEqual(
    users.slice(0, 50).map((user) => [
      user.id,
      own(user).length,
      own(user)
        .slice(0, 1)
        .map((key) => [key.id, { id: user.id }, key.groupId === null ? null : { id: String(key.groupId) }]),
    ]),
  );
  expect(statements.sort()).toEqual([
    'identity.apiKeyGroupsById',
    'identity.apiKeysByUserId',
    'identity.apiKeysByUserIdCount',
    'identity.rateLimitTemplatesByTier',
    'identity.users',
    'identity.usersById',
  ]);
});

test('the texts that a key keeps, as enums', async () => {
  const stored = {
    responseFormat: ['tbc', 'Plain', 'xml'],
    subscriptionStatus: ['active', 'PAST_DUE', 'canceled', 'gone'],
  };
  const shown = {
    responseFormat: ['TBC', 'PLAIN', 'OTHER'],
    subscriptionStatus: ['ACTIVE', 'PAST_DUE', 'CANCELED', 'OTHER'],
  };
  const seen = { responseFormat: [] as string[], subscriptionStatus: [] as string[] };
  const { database } = services;
  for (const format of stored.responseFormat) {
    await database.query(sql.unsafe`UPDATE api_keys SET response_format = ${format} WHERE id = ${keyId(1)}`);
    seen.responseFormat.push((await ask(admin, KEY)).data.apiKey.responseFormat);
  }
  for (const status of stored.subscriptionStatus) {
    await database.query(sql.unsafe`UPDATE api_keys SET subscription_status = ${status} WHERE id = ${keyId(1)}`);
    seen.subscriptionStatus.push((await ask(admin, KEY)).data.apiKey.subscriptionStatus);
  }
  expect(seen).toEqual(shown);
});

const KEY = `{ apiKey(id: "${keyId(1)}") { responseFormat subscriptionStatus } }`;
