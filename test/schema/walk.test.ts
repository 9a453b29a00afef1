import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createGraph, type Graph } from '../../gateway/graph.ts';
import { inProcess } from '../../gateway/in-process.ts';
import type { Result } from '../../gateway/link.ts';
import { Scope } from '../../gateway/scope.ts';
import { composeSupergraph } from '../../gateway/supergraph.ts';
import { sql } from '../../platform/database.ts';
import { SUBGRAPHS } from '../../subgraphs/index.ts';
import { insertFixtures, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';

let services: TestServices;
let graph: Graph;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  const { log } = services;
  graph = createGraph({
    supergraphSdl: composeSupergraph(SUBGRAPHS),
    links: SUBGRAPHS.map((definition) => inProcess(definition.create(services), { log, jit: true })),
    log,
    singleFetch: true,
    documentCacheSize: 10,
  });
});
afterAll(() => services.stop());

test('a walk through four subgraphs costs one statement per level, however many rows it passes', async () => {
  const operation = graph.prepare(`{ viewer { user {
    supportTickets(first: 1) { totalCount nodes { subject } }
    apiKeys { nodes { name plan { displayName } usageLogs { nodes { price user { name } asset { symbol } } } } }
  } } }`);
  if (!('execute' in operation)) throw new Error(JSON.stringify(operation));
  services.statements.length = 0;
  expect(JSON.parse(JSON.stringify(await operation.execute({}, new Scope(VIEWERS.alice, 'walk'))))).toEqual({
    data: {
      viewer: {
        user: {
          supportTickets: { totalCount: 3, nodes: [{ subject: 'Third' }] },
          apiKeys: {
            nodes: [
              {
                name: 'Spare',
                plan: null,
                usageLogs: { nodes: [{ price: '0.0000001', user: { name: 'Alice' }, asset: { symbol: 'ETH' } }] },
              },
              {
                name: 'Alice',
                plan: { displayName: 'Pro' },
                usageLogs: { nodes: [{ price: '67890.1', user: { name: 'Alice' }, asset: { symbol: 'BTC' } }] },
              },
            ],
          },
        },
      },
    },
  });
  expect(services.statements.filter((statement) => !statement.startsWith('/*'))).toEqual([]); // only these are prepared
  expect(services.statements.map((statement) => /\/\* (\S+) \*\//.exec(statement)?.[1]).sort()).toEqual([
    'analytics.usageLogsByApiKeyId',
    'billing.tierPlansByName',
    'identity.apiKeysByUserId',
    'identity.usersById', // the viewer's user
    'identity.usersById', // and, three levels below, the user of each usage log: loaders remember nothing
    'support.ticketsByEmail',
    'support.ticketsByEmailCount',
  ]);
});

test('fifty accounts with all that is theirs, four levels deep, cost one statement per list', async () => {
  for (const statement of MANY) await services.database.query(statement);
  const operation = graph.prepare(`{ users(first: 50) { nodes {
    apiKeys(first: 3) { totalCount nodes {
      usageLogs(first: 2) { nodes { id } } transactions(first: 2) { nodes { amountUsd } }
    } }
    transactions(first: 1) { nodes { user { email } } }
    supportTickets(first: 2) { nodes { replies(first: 2) { totalCount nodes { message ticket { subject } } } } }
    newsletterSubscriptions { nodes { source } }
  } } }`);
  if (!('execute' in operation)) throw new Error(JSON.stringify(operation));
  services.statements.length = 0;
  const { data, errors } = (await operation.execute({}, new Scope(VIEWERS.admin, 'fifty'))) as Result;
  expect(errors).toBeUndefined();
  const users = (data as { users: { nodes: Record<string, { nodes: object[] }>[] } }).users.nodes;
  expect(users).toHaveLength(50);
  for (const user of users) {
    expect(user.apiKeys).toMatchObject({ totalCount: 4, nodes: { length: 3 } });
    for (const key of user.apiKeys?.nodes ?? []) {
      expect(key).toMatchObject({ usageLogs: { nodes: { length: 2 } }, transactions: { nodes: { length: 1 } } });
    }
    expect(user).toMatchObject({
      transactions: { nodes: { length: 1 } },
      newsletterSubscriptions: { nodes: { length: 1 } },
    });
    for (const ticket of user.supportTickets?.nodes ?? []) expect(ticket).toMatchObject({ replies: { totalCount: 3 } });
  }
  expect(services.statements.map((statement) => /\/\* (\S+) \*\//.exec(statement)?.[1]).sort()).toEqual([
    'analytics.usageLogsByApiKeyId',
    'billing.transactionsByApiKey',
    'billing.transactionsByUserId',
    'identity.apiKeysByUserId',
    'identity.apiKeysByUserIdCount',
    'identity.users',
    'identity.usersById', // of the transactions
    'messaging.newsletterSubscriptionsByEmail',
    'support.repliesByTicketId',
    'support.repliesByTicketIdCount',
    'support.ticketsByEmail',
    'support.ticketsById', // of the replies
  ]);
});

/** Sixty accounts that are newer than all others, each with keys, calls, payments, tickets and replies. */
const MANY = [
  sql.unsafe`
    INSERT INTO users (id, email, created_at)
    SELECT md5('user ' || n)::uuid, 'many-' || n || '@example.com', now() + n * interval '1 second' FROM generate_series(1, 60) AS n`,
  sql.unsafe`
    INSERT INTO api_keys (id, user_id, api_key) SELECT md5('key ' || n || m)::uuid, md5('user ' || n)::uuid, 'many-' || n || '-' || m
    FROM generate_series(1, 60) AS n, generate_series(1, 4) AS m`,
  sql.unsafe`
    INSERT INTO usage_logs (api_key_id, user_id) SELECT md5('key ' || n || m)::uuid, md5('user ' || n)::uuid
    FROM generate_series(1, 60) AS n, generate_series(1, 4) AS m, generate_series(1, 3)`,
  sql.unsafe`
    INSERT INTO transactions (user_id, api_key, amount_usd) SELECT md5('user ' || n)::uuid, md5('key ' || n || m)::uuid, 1.50
    FROM generate_series(1, 60) AS n, generate_series(1, 4) AS m`,
  sql.unsafe`
    INSERT INTO support_tickets (id, ticket_number, name, email, subject, message, client_ip)
    SELECT md5('ticket ' || n || m)::uuid, 'MANY-' || n || '-' || m, '', 'many-' || n || '@example.com', 'Subject', '', ''
    FROM generate_series(1, 60) AS n, generate_series(1, 3) AS m`,
  sql.unsafe`
    INSERT INTO support_replies (ticket_id, author, message) SELECT md5('ticket ' || n || m)::uuid, '', ''
    FROM generate_series(1, 60) AS n, generate_series(1, 3) AS m, generate_series(1, 3)`,
  sql.unsafe`
    INSERT INTO newsletter_subscribers (email) SELECT 'Many-' || n || '@example.com' FROM generate_series(1, 60) AS n`,
];
