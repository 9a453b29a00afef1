import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { support } from '../../subgraphs/support/subgraph.ts';
import { type Ask, askSubgraph, entity } from '../support/ask.ts';
import { insertFixtures, TICKETS, USERS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  ask = askSubgraph(support, services);
});
afterAll(() => services.stop());

const names = Object.keys(VIEWERS) as (keyof typeof VIEWERS)[];

describe('supportTickets', () => {
  const seen = {
    nobody: 'UNAUTHENTICATED',
    gateway: 'FORBIDDEN',
    demo: 'FORBIDDEN',
    partner: [],
    alice: ['Third', 'Second', 'First'],
    bob: ['Mine'],
    admin: ['Mine', 'Third', 'Second', 'First'],
  };
  test.each(names)('%s', async (name) => {
    const { data, errors } = await ask(VIEWERS[name], '{ supportTickets { nodes { subject } totalCount } }');
    expect(errors[0] ?? data.supportTickets.nodes.map((ticket: { subject: string }) => ticket.subject)).toEqual(
      seen[name],
    );
    if (!errors.length) expect(data.supportTickets.totalCount).toBe(seen[name].length);
  });
});

test('an address is the same however it is capitalised', async () => {
  const { database } = services;
  const capitalised = 'ALICE@Example.com';
  await database.query(sql.unsafe`UPDATE support_tickets SET email = ${capitalised} WHERE id = ${TICKETS.alice[0]}`);
  const own = await ask(
    VIEWERS.alice,
    '{ supportTickets { nodes { subject } totalCount } supportTicketByNumber(ticketNumber: "TKT-000001") { email } }',
  );
  expect(own.data.supportTickets).toMatchObject({ nodes: { length: 3 }, totalCount: 3 });
  expect(own.data.supportTicketByNumber).toEqual({ email: capitalised });
  for (const email of ['alice@example.com', 'Alice@example.COM']) {
    const user = entity('User', { id: USERS.alice, email }, 'supportTickets { nodes { subject } totalCount }');
    const { data } = await ask(VIEWERS.alice, ...user);
    expect(data._entities).toMatchObject([{ supportTickets: { nodes: { length: 3 }, totalCount: 3 } }]);
  }
  await database.query(sql.unsafe`UPDATE support_tickets SET email = 'alice@example.com' WHERE email = ${capitalised}`);
});

describe('supportTicketByNumber', () => {
  const seen = {
    nobody: 'UNAUTHENTICATED',
    gateway: 'FORBIDDEN',
    demo: 'FORBIDDEN',
    partner: null,
    alice: 'First',
    bob: null,
    admin: 'First',
  };
  test.each(names)('%s asks for one of Alice', async (name) => {
    const { data, errors } = await ask(
      VIEWERS[name],
      '{ supportTicketByNumber(ticketNumber: "TKT-000001") { subject } }',
    );
    expect(errors[0] ?? data.supportTicketByNumber?.subject ?? null).toBe(seen[name]);
  });

  test('an unknown number is null, an impossible one is refused', async () => {
    expect(await ask(VIEWERS.admin, '{ supportTicketByNumber(ticketNumber: "none") { id } }')).toMatchObject({
      data: { supportTicketByNumber: null },
      errors: [],
    });
    const { errors } = await ask(
      VIEWERS.admin,
      'query ($n: String!) { supportTicketByNumber(ticketNumber: $n) { id } }',
      { n: 'TKT\0' },
    );
    expect(errors).toEqual(['BAD_USER_INPUT ticketNumber']);
  });
});

describe('entities, which bypass every parent', () => {
  test('a malformed key is not found, and takes nothing from those it was gathered with', async () => {
    const keys = [{ id: TICKETS.bob[0] }, { id: 'one' }, { ticketNumber: 'TKT-000001' }, { ticketNumber: 'TKT\0' }];
    const { data, errors } = await ask(
      VIEWERS.admin,
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on SupportTicket { subject } } }',
      { of: keys.map((key) => ({ __typename: 'SupportTicket', ...key })) },
    );
    expect({ data, errors }).toEqual({
      data: { _entities: [{ subject: 'Mine' }, null, { subject: 'First' }, null] },
      errors: [],
    });
  });

  test.each(names)('%s', async (name) => {
    const sees = name === 'alice' || name === 'admin';
    for (const key of [{ id: TICKETS.alice[0] }, { ticketNumber: 'TKT-000001' }]) {
      const { data, errors } = await ask(VIEWERS[name], ...entity('SupportTicket', key, 'subject'));
      expect(errors).toEqual([]);
      expect(data._entities).toEqual([sees ? { subject: 'First' } : null]);
    }
    const user = { id: USERS.alice, email: 'alice@example.com' };
    const { data, errors } = await ask(
      VIEWERS[name],
      ...entity('User', user, 'supportTickets { nodes { subject } totalCount }'),
    );
    expect(errors).toEqual([]);
    const { nodes, totalCount } = data._entities[0].supportTickets;
    expect([nodes.length, totalCount]).toEqual(sees ? [3, 3] : [0, 0]);
  });

  test('one statement for the tickets of many accounts, and each account its own page', async () => {
    const of = ['alice', 'nobody', 'bob'].map((name) => ({
      __typename: 'User',
      id: name,
      email: `${name}@example.com`,
    }));
    const { data, statements } = await ask(
      VIEWERS.admin,
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User {
        supportTickets(first: 2) { nodes { subject } pageInfo { hasNextPage } totalCount } } } }`,
      { of },
    );
    expect(data._entities.map((user: { supportTickets: object }) => user.supportTickets)).toEqual([
      { nodes: [{ subject: 'Third' }, { subject: 'Second' }], pageInfo: { hasNextPage: true }, totalCount: 3 },
      { nodes: [], pageInfo: { hasNextPage: false }, totalCount: 0 },
      { nodes: [{ subject: 'Mine' }], pageInfo: { hasNextPage: false }, totalCount: 1 },
    ]);
    expect(statements).toEqual(['support.ticketsByEmail', 'support.ticketsByEmailCount']);
  });

  test('a nested page goes on behind its cursor, between rows a microsecond apart', async () => {
    const user = { id: USERS.alice, email: 'alice@example.com' };
    const walked: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const selection = `supportTickets(first: 1, after: ${JSON.stringify(after)}) { nodes { subject createdAt } pageInfo { hasNextPage endCursor } }`;
      const { data } = await ask(VIEWERS.alice, ...entity('User', user, selection));
      const { nodes, pageInfo } = data._entities[0].supportTickets;
      walked.push(`${nodes[0].subject} ${nodes[0].createdAt}`);
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    expect(walked).toEqual([
      'Third 2026-02-01T08:00:00.000002Z',
      'Second 2026-02-01T08:00:00.000001Z',
      'First 2026-02-01T08:00:00.000001Z',
    ]);
  });

  test.each([
    ['first: 101', 'first'],
    ['after: "x"', 'after'],
  ])('a nested list with %s is refused', async (args, argument) => {
    const user = { id: USERS.alice, email: 'alice@example.com' };
    const { errors } = await ask(VIEWERS.alice, ...entity('User', user, `supportTickets(${args}) { totalCount }`));
    expect(errors).toEqual([`BAD_USER_INPUT ${argument}`]);
  });
});
