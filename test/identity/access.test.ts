import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Kind, print } from 'graphql';
import { identity } from '../../subgraphs/identity/subgraph.ts';
import { type Ask, askSubgraph, entity } from '../support/ask.ts';
import { insertFixtures, KEYS, USERS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  ask = askSubgraph(identity, services);
});
afterAll(() => services.stop());

const names = Object.keys(VIEWERS) as (keyof typeof VIEWERS)[];

describe('viewer', () => {
  test.each([
    ['nobody', { kind: 'NOBODY', key: null, user: null }],
    ['admin', { kind: 'ADMIN', key: null, user: null }],
    ['partner', { kind: 'KEY', key: { name: 'Partner' }, user: null }],
    ['demo', { kind: 'KEY', key: { name: 'Shared' }, user: null }],
    ['alice', { kind: 'KEY', key: { name: 'Alice' }, user: { email: 'alice@example.com' } }],
  ] as const)('%s', async (name, viewer) => {
    const { data, errors } = await ask(VIEWERS[name], '{ viewer { kind key { name } user { email } } }');
    expect({ data, errors }).toEqual({ data: { viewer }, errors: [] });
  });

  test('says what the key is held to', async () => {
    const limits = async (name: keyof typeof VIEWERS) =>
      (await ask(VIEWERS[name], '{ viewer { key { limits { queriesPerSecond burst queriesPerMonth } } } }')).data.viewer
        .key.limits;
    expect(await limits('alice')).toEqual({ queriesPerSecond: 5, burst: 10, queriesPerMonth: 50_000 });
    expect(await limits('partner')).toEqual({ queriesPerSecond: null, burst: null, queriesPerMonth: null });
  });

  test('no field of the schema can hold the key', () => {
    const fields = identity.typeDefs.definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION
        ? (definition.fields ?? []).filter(({ type }) => print(type) !== 'ApiKey').map(({ name }) => name.value)
        : [],
    );
    expect(fields).toContain('prefix');
    expect(fields.filter((field) => /apiKey$|hash|secret/i.test(field))).toEqual([]);
  });
});

describe('user(id)', () => {
  const seen = {
    nobody: 'UNAUTHENTICATED',
    gateway: 'FORBIDDEN',
    demo: 'FORBIDDEN',
    partner: null,
    alice: 'Alice',
    bob: null,
    admin: 'Alice',
  };
  test.each(names)('%s asks for Alice', async (name) => {
    const { data, errors } = await ask(VIEWERS[name], 'query ($id: ID!) { user(id: $id) { name } }', {
      id: USERS.alice,
    });
    expect(errors[0] ?? data.user?.name ?? null).toBe(seen[name]);
  });

  test('an unknown id is null, a malformed one is refused', async () => {
    const unknown = await ask(VIEWERS.admin, `{ user(id: "${KEYS.alice}") { name } }`);
    expect(unknown).toMatchObject({ data: { user: null }, errors: [] });
    const malformed = await ask(VIEWERS.admin, '{ user(id: "1; DROP TABLE users") { name } }');
    expect(malformed).toMatchObject({ data: { user: null }, errors: ['BAD_USER_INPUT id'], statements: [] });
  });

  test('an id in upper case is the same id', async () => {
    const { data } = await ask(VIEWERS.admin, `{ user(id: "${USERS.alice.toUpperCase()}") { name } }`);
    expect(data.user).toEqual({ name: 'Alice' });
  });
});

describe('users', () => {
  test.each(names)('%s', async (name) => {
    const { data, errors } = await ask(VIEWERS[name], '{ users { nodes { name } totalCount } }');
    if (name === 'admin') expect(data.users).toEqual({ nodes: [{ name: 'Bob' }, { name: 'Alice' }], totalCount: 2 });
    else expect(errors).toEqual([name === 'nobody' ? 'UNAUTHENTICATED' : 'FORBIDDEN']);
  });
});

describe('apiKeys', () => {
  const seen = {
    nobody: 'UNAUTHENTICATED',
    gateway: 'FORBIDDEN',
    demo: 'FORBIDDEN',
    partner: ['Partner'],
    alice: ['Spare', 'Alice'],
    bob: ['Bob'],
    admin: ['Shared', 'Partner', 'Bob', 'Spare', 'Alice'],
  };
  test.each(names)('%s', async (name) => {
    const { data, errors } = await ask(VIEWERS[name], '{ apiKeys { nodes { name } totalCount } }');
    expect(errors[0] ?? data.apiKeys.nodes.map((key: { name: string }) => key.name)).toEqual(seen[name]);
    if (!errors.length) expect(data.apiKeys.totalCount).toBe(seen[name].length);
  });
});

describe('entities, which bypass every parent', () => {
  test.each(names)('%s', async (name) => {
    const seenBy = async (...reference: ReturnType<typeof entity>) => {
      const { data, errors } = await ask(VIEWERS[name], ...reference);
      expect(errors).toEqual([]);
      return data._entities[0] !== null;
    };
    expect(await seenBy(...entity('User', { id: USERS.alice }, 'email'))).toBe(name === 'alice' || name === 'admin');
    expect(await seenBy(...entity('ApiKey', { id: KEYS.aliceToo }, 'name'))).toBe(name === 'alice' || name === 'admin');
    expect(await seenBy(...entity('ApiKey', { id: KEYS.partner }, 'name'))).toBe(
      name === 'partner' || name === 'admin',
    );
  });
});

test('a malformed key is not found, and takes nothing from those it was gathered with', async () => {
  const of = [USERS.alice, 'no-uuid', '\0'].map((id) => ({ __typename: 'User', id }));
  const { data, errors } = await ask(
    VIEWERS.admin,
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { name } } }',
    { of: [...of, { __typename: 'ApiKey', id: 'no-uuid' }] },
  );
  expect({ data, errors }).toEqual({ data: { _entities: [{ name: 'Alice' }, null, null, null] }, errors: [] });
});

describe('nested lists', () => {
  test('one statement per level, however many parents', async () => {
    const { data, statements } = await ask(
      VIEWERS.admin,
      '{ users { nodes { name apiKeys(first: 1) { nodes { name user { name } } totalCount pageInfo { hasNextPage } } } } }',
    );
    expect(data.users.nodes).toEqual([
      {
        name: 'Bob',
        apiKeys: { nodes: [{ name: 'Bob', user: { name: 'Bob' } }], totalCount: 1, pageInfo: { hasNextPage: false } },
      },
      {
        name: 'Alice',
        apiKeys: {
          nodes: [{ name: 'Spare', user: { name: 'Alice' } }],
          totalCount: 2,
          pageInfo: { hasNextPage: true },
        },
      },
    ]);
    expect(statements.sort()).toEqual([
      'identity.apiKeysByUserId',
      'identity.apiKeysByUserIdCount',
      'identity.users',
      'identity.usersById',
    ]);
  });

  test('two pages of the same list under two names', async () => {
    const { data } = await ask(
      VIEWERS.alice,
      '{ viewer { user { one: apiKeys(first: 1) { nodes { name } } all: apiKeys { nodes { name } } } } }',
    );
    expect(data.viewer.user.one.nodes).toHaveLength(1);
    expect(data.viewer.user.all.nodes).toHaveLength(2);
  });

  test('the count is not queried unless it is selected', async () => {
    const { statements } = await ask(VIEWERS.alice, '{ apiKeys { nodes { id } } }');
    expect(statements).toEqual(['identity.apiKeys']);
  });
});

describe('walking a list whose rows share a moment', () => {
  test('each row once, in order, without the page before', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const { data } = await ask(
        VIEWERS.admin,
        'query ($after: String) { users(first: 1, after: $after) { nodes { name createdAt } pageInfo { hasNextPage hasPreviousPage endCursor } } }',
        { after },
      );
      expect(data.users.pageInfo.hasPreviousPage).toBe(after !== null);
      expect(data.users.nodes[0].createdAt).toBe('2026-01-01T00:00:00.123456Z');
      seen.push(data.users.nodes[0].name);
      after = data.users.pageInfo.endCursor;
      more = data.users.pageInfo.hasNextPage;
    }
    expect(seen).toEqual(['Bob', 'Alice']);
  });

  test.each([
    ['first: 101', 'first'],
    ['first: -1', 'first'],
    ['after: "nonsense"', 'after'],
    [`after: "${Buffer.from('["2026-02-31T00:00:00.000000Z","x"]').toString('base64url')}"`, 'after'],
  ])('%s is refused', async (args, argument) => {
    const { errors, statements } = await ask(VIEWERS.admin, `{ users(${args}) { nodes { id } } }`);
    expect(errors).toEqual([`BAD_USER_INPUT ${argument}`]);
    expect(statements).toEqual([]);
  });
});
