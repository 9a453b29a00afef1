import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { sql } from '../../platform/database.ts';
import { identity } from '../../subgraphs/identity/subgraph.ts';
import { type Ask, askSubgraph, entity } from '../support/ask.ts';
import { insertFixtures, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { walked } from './lists.ts';

const StoredProfile = z.object({ id: z.string(), name: z.string(), version: z.string(), active: z.boolean() });
const StoredEvent = z.object({
  id: z.string(),
  agentProfileId: z.string(),
  name: z.string(),
  action: z.string(),
  createdAt: z.string(),
});
type StoredProfile = z.output<typeof StoredProfile>;
type StoredEvent = z.output<typeof StoredEvent>;

/** Beyond what a double holds. */
const BIG = '9007199254740993';
const BIGGEST = '9223372036854775807';
const ACTIONS = ['created', 'UPDATED', 'bumped', 'Activated', 'deactivated', 'renamed', 'other'];

let services: TestServices;
let ask: Ask;
let profiles: readonly StoredProfile[];
let events: readonly StoredEvent[];
beforeAll(async () => {
  services = await testServices();
  const { database } = services;
  await insertFixtures(database);
  await database.query(sql.unsafe`
    INSERT INTO agent_profiles (id, name, version, arn, display_name, role, active)
    SELECT 1000 + n, 'Agent ' || n % 30, 'v' || n / 30, 'arn:test:' || n, 'Agent', 'Tests', n % 4 > 0
    FROM generate_series(0, 59) AS n`);
  await database.query(sql.unsafe`
    INSERT INTO agent_profiles (id, name, version, arn, display_name, role, model_id, system_prompt, tasks, policies,
      metadata, created_at, updated_at, bumped_at)
    VALUES (${BIG}, 'exact', 'v9', 'arn:test:exact', 'Exact', 'Is exact', 'model', 'Be exact.',
      '["a", {"snake_case": 1}]', '{"max": 0.1}', '{"tags": ["x"]}', '2026-05-01 10:00:00.000001',
      '2026-05-01 10:00:00.000002', '2026-05-01 10:00:00.000003')`);
  await database.query(sql.unsafe`
    INSERT INTO agent_profile_events (id, agent_profile_id, name, version, action, actor, payload, created_at)
    SELECT ${BIGGEST}::bigint - n, CASE WHEN n % 5 = 0 THEN ${BIG}::bigint ELSE 1000 + n % 60 END, 'Agent ' || n % 6,
      'v' || n % 3, (${sql.array(ACTIONS, 'text')})[n % 7 + 1], 'admin@example.com', jsonb_build_object('n', n),
      '2026-05-01 10:00:00.000001'::timestamp + n / 8 * interval '1 microsecond'
    FROM generate_series(0, 119) AS n`);
  ask = askSubgraph(identity, services);
  profiles = await database.any(sql.type(StoredProfile)`
    SELECT id, name, version, active FROM agent_profiles ORDER BY id`);
  events = await database.any(sql.type(StoredEvent)`
    SELECT id, agent_profile_id, name, action, created_at FROM agent_profile_events ORDER BY created_at DESC, id DESC`);
});
afterAll(() => services.stop());

const names = Object.keys(VIEWERS) as (keyof typeof VIEWERS)[];
const { admin } = VIEWERS;
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
const PROFILES = { field: 'agentProfiles', node: 'AgentProfile', selection: 'id' };
const EVENTS = { field: 'agentProfileEvents', node: 'AgentProfileEvent', selection: 'id', first: 25 };
const profilesBy = async (filter: object, orderBy = 'ID_ASC') =>
  ids(await walked(ask, admin, { ...PROFILES, orderBy, filter }));
const eventsBy = async (filter: object, orderBy = 'CREATED_AT_DESC') =>
  ids(await walked(ask, admin, { ...EVENTS, orderBy, filter }));

describe('agents are for administrators', () => {
  const roots = [
    'agentProfiles { totalCount }',
    'agentProfileByVersion(name: "exact", version: "v9") { id }',
    'agentProfileEvents { totalCount }',
    `agentProfileEvent(id: "${BIGGEST}") { id }`,
  ];
  test.each(names.flatMap((name) => roots.map((root) => [name, root] as const)))('%s asks %s', async (name, root) => {
    const { data, errors, statements } = await ask(VIEWERS[name], `{ asked: ${root} }`);
    if (name === 'admin') expect([data.asked === null, errors]).toEqual([false, []]);
    else {
      expect(errors).toEqual([name === 'nobody' ? 'UNAUTHENTICATED' : 'FORBIDDEN']);
      expect(statements).toEqual([]);
    }
  });

  test.each(names)('%s comes by reference', async (name) => {
    for (const [type, key] of [
      ['AgentProfile', { id: BIG }],
      ['AgentProfile', { name: 'exact', version: 'v9' }],
      ['AgentProfileEvent', { id: BIGGEST }],
    ] as const) {
      const { data, errors } = await ask(VIEWERS[name], ...entity(type, key, 'name'));
      expect(errors).toEqual([]);
      expect(data._entities[0] !== null).toBe(name === 'admin');
    }
  });
});

describe('agentProfiles', () => {
  test('orders', async () => {
    expect(profiles).toHaveLength(66); // with the five that are seeded
    expect(await profilesBy({})).toEqual(ids(profiles));
    expect(await profilesBy({}, 'ID_DESC')).toEqual(ids(profiles).reverse());
    const byName = ids(
      [...profiles].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : Number(a.id) - Number(b.id))),
    );
    expect(await profilesBy({}, 'NAME_ASC')).toEqual(byName);
    expect(await profilesBy({}, 'NAME_DESC')).toEqual(byName.reverse());
  });

  test.each<[string, object, (profile: StoredProfile) => boolean]>([
    ['name', { name: ['Agent 3', 'tbi'] }, ({ name }) => name === 'Agent 3' || name === 'tbi'],
    ['version', { version: ['v1'] }, ({ version }) => version === 'v1'],
    ['ARN', { arn: 'arn:test:exact' }, ({ id }) => id === BIG],
    ['being active', { active: true }, ({ active }) => active],
    ['not being active', { active: false }, ({ active }) => !active],
    [
      'all at once',
      { name: ['Agent 3', 'Agent 4'], active: false },
      ({ name, active }) => /^Agent [34]$/.test(name) && !active,
    ],
    ['nothing', {}, () => true],
  ])('by %s', async (_, filter, wanted) => {
    const expected = ids(profiles.filter(wanted));
    expect(expected.length).toBeGreaterThan(0);
    expect(await profilesBy(filter)).toEqual(expected);
  });

  test('every field of a profile', async () => {
    const { data } = await ask(
      admin,
      `{ agentProfileByVersion(name: "exact", version: "v9") { id name version arn displayName role modelId systemPrompt tasks
        policies metadata active createdAt updatedAt bumpedAt events(first: 0) { totalCount } } }`,
    );
    expect(data.agentProfileByVersion).toEqual({
      id: BIG,
      name: 'exact',
      version: 'v9',
      arn: 'arn:test:exact',
      displayName: 'Exact',
      role: 'Is exact',
      modelId: 'model',
      systemPrompt: 'Be exact.',
      tasks: ['a', { snake_case: 1 }],
      policies: { max: 0.1 },
      metadata: { tags: ['x'] },
      active: true,
      createdAt: '2026-05-01T10:00:00.000001Z',
      updatedAt: '2026-05-01T10:00:00.000002Z',
      bumpedAt: '2026-05-01T10:00:00.000003Z',
      events: { totalCount: 24 },
    });
  });

  test('references, well-formed or not, in one statement for each kind of key', async () => {
    const of = [
      { id: BIG },
      { id: 'one' },
      { id: '9223372036854775808' },
      { id: '77' },
      { name: 'tbi', version: 'v1' },
      { name: 'tbi', version: 'v9' },
      { name: 'v1', version: 'tbi' },
      { name: '\0', version: 'v1' },
    ];
    const { data, errors, statements } = await ask(
      admin,
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on AgentProfile { name } } }',
      { of: of.map((key) => ({ __typename: 'AgentProfile', ...key })) },
    );
    expect({ errors, found: data._entities }).toEqual({
      errors: [],
      found: [{ name: 'exact' }, null, null, null, { name: 'tbi' }, null, null, null],
    });
    expect(statements.sort()).toEqual(['identity.agentProfilesById', 'identity.agentProfilesByNameAndVersion']);
  });
});

describe('agentProfileEvents', () => {
  test('orders', async () => {
    expect(events).toHaveLength(125);
    expect(await eventsBy({})).toEqual(ids(events));
    expect(await eventsBy({}, 'CREATED_AT_ASC')).toEqual(ids(events).reverse());
  });

  const KNOWN = ['created', 'updated', 'bumped', 'activated', 'deactivated'];
  const isOf = (action: string) => (event: StoredEvent) =>
    action === 'other' ? !KNOWN.includes(event.action.toLowerCase()) : event.action.toLowerCase() === action;

  test.each([...KNOWN, 'other'])('by what was done: %s', async (action) => {
    const expected = events.filter(isOf(action));
    expect(expected.length).toBeGreaterThan(10);
    const list = {
      ...EVENTS,
      selection: 'id action',
      orderBy: 'CREATED_AT_DESC',
      filter: { action: [action.toUpperCase()] },
    };
    const found = await walked(ask, admin, list);
    expect(found).toEqual(expected.map(({ id }) => ({ id, action: action.toUpperCase() })));
  });

  test.each<[string, object, (event: StoredEvent) => boolean]>([
    ['several actions', { action: ['OTHER', 'BUMPED'] }, (event) => isOf('other')(event) || isOf('bumped')(event)],
    ['profile', { agentProfileId: BIG }, ({ agentProfileId }) => agentProfileId === BIG],
    ['name', { name: ['Agent 2', 'Agent 4'] }, ({ name }) => name === 'Agent 2' || name === 'Agent 4'],
    [
      'span, in any time zone',
      { createdAt: { from: '2026-05-01T12:00:00.000003+02:00', before: '2026-05-01T10:00:00.000006Z' } },
      ({ createdAt: at }) => at >= '2026-05-01T10:00:00.000003Z' && at < '2026-05-01T10:00:00.000006Z',
    ],
    [
      'all at once',
      { agentProfileId: BIG, action: ['OTHER'], createdAt: { before: '2026-05-01T10:00:00.000009Z' } },
      (event) =>
        event.agentProfileId === BIG && isOf('other')(event) && event.createdAt < '2026-05-01T10:00:00.000009Z',
    ],
  ])('by %s', async (_, filter, wanted) => {
    const expected = ids(events.filter(wanted));
    expect(expected.length).toBeGreaterThan(0);
    expect(await eventsBy(filter)).toEqual(expected);
  });

  test('none of no action', async () => {
    expect(await eventsBy({ action: [] })).toEqual([]);
  });

  test('every field of an event', async () => {
    const { data } = await ask(
      admin,
      `{ agentProfileEvent(id: "${BIGGEST}") { id agentProfile { id } name version action actor payload createdAt } }`,
    );
    expect(data.agentProfileEvent).toEqual({
      id: BIGGEST,
      agentProfile: { id: BIG },
      name: 'Agent 0',
      version: 'v0',
      action: 'CREATED',
      actor: 'admin@example.com',
      payload: { n: 0 },
      createdAt: '2026-05-01T10:00:00.000001Z',
    });
  });

  test('a number is the same with zeros before it; what is unknown is null', async () => {
    const { data, errors } = await ask(
      admin,
      `{ one: agentProfileEvent(id: "0001") { id } none: agentProfileEvent(id: "-5") { id } }`,
    );
    expect({ data, errors }).toEqual({ data: { one: { id: '1' }, none: null }, errors: [] });
  });
});

test.each([
  ['agentProfileByVersion(name: "\\u0000", version: "v1") { id }', 'name'],
  ['agentProfileByVersion(name: "tbi", version: "\\u0000") { id }', 'version'],
  ['agentProfileEvent(id: "one") { id }', 'id'],
  ['agentProfileEvent(id: "9223372036854775808") { id }', 'id'],
  ['agentProfiles(filter: { name: ["\\u0000"] }) { totalCount }', 'filter.name.0'],
  ['agentProfiles(filter: { version: ["\\u0000"] }) { totalCount }', 'filter.version.0'],
  ['agentProfiles(filter: { arn: "\\u0000" }) { totalCount }', 'filter.arn'],
  ['agentProfiles(first: 101) { totalCount }', 'first'],
  ['agentProfileEvents(filter: { agentProfileId: "one" }) { totalCount }', 'filter.agentProfileId'],
  ['agentProfileEvents(filter: { name: ["\\u0000"] }) { totalCount }', 'filter.name.0'],
  ['agentProfileEvents(after: "x") { totalCount }', 'after'],
  ['agentProfileEvents(first: 101) { totalCount }', 'first'],
])('%s is refused', async (field, argument) => {
  const { errors, statements } = await ask(admin, `{ ${field} }`);
  expect({ errors, statements }).toEqual({ errors: [`BAD_USER_INPUT ${argument}`], statements: [] });
});

test('the events of fifty profiles, and the profile of each, cost one statement per level', async () => {
  const { data, errors, statements } = await ask(
    admin,
    `{ agentProfiles(first: 50, orderBy: ID_ASC) { nodes { id
      events(first: 2, filter: { action: [CREATED, UPDATED, BUMPED] }) { nodes { id agentProfile { id } } totalCount } } } }`,
  );
  expect(errors).toEqual([]);
  const kinds = ['created', 'updated', 'bumped'];
  const expected = profiles.slice(0, 50).map(({ id }) => {
    const own = events.filter((each) => each.agentProfileId === id && kinds.includes(each.action.toLowerCase()));
    const nodes = own.slice(0, 2).map((event) => ({ id: event.id, agentProfile: { id } }));
    return { id, events: { nodes, totalCount: own.length } };
  });
  expect(data.agentProfiles.nodes).toEqual(expected);
  expect(expected.filter(({ events: { totalCount } }) => totalCount > 0).length).toBeGreaterThan(10);
  expect(statements.sort()).toEqual([
    'identity.agentProfileEventsByAgentProfileId',
    'identity.agentProfileEventsByAgentProfileIdCount',
    'identity.agentProfiles',
    'identity.agentProfilesById',
  ]);
});
