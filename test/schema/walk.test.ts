import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createGraph, type Graph } from '../../gateway/graph.ts';
import { inProcess } from '../../gateway/in-process.ts';
import { Scope } from '../../gateway/scope.ts';
import { composeSupergraph } from '../../gateway/supergraph.ts';
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
    tickets(first: 1) { totalCount nodes { subject } }
    apiKeys { nodes { name plan { displayName } usageLogs { nodes { price user { name } asset { symbol } } } } }
  } } }`);
  if (!('execute' in operation)) throw new Error(JSON.stringify(operation));
  services.statements.length = 0;
  expect(JSON.parse(JSON.stringify(await operation.execute({}, new Scope(VIEWERS.alice, 'walk'))))).toEqual({
    data: {
      viewer: {
        user: {
          tickets: { totalCount: 3, nodes: [{ subject: 'Third' }] },
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
    'analytics.usageLogsByKeys',
    'billing.tierPlansByNames',
    'identity.apiKeysByUsers',
    'identity.usersByIds', // the viewer's user
    'identity.usersByIds', // and, three levels below, the user of each usage log: loaders remember nothing
    'support.ticketCountsByEmails',
    'support.ticketsByEmails',
  ]);
});
