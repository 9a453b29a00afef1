/** The same subgraphs over HTTP, for the peers; all in one process, and the URL of each in a supergraph file. */
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { composeSupergraph } from '../gateway/supergraph.ts';
import { readEnvironment } from '../platform/environment.ts';
import { openServices } from '../platform/services.ts';
import { createSubgraphServer } from '../platform/subgraph-server.ts';
import { SUBGRAPHS } from '../subgraphs/index.ts';
import { reportPort } from './child.ts';

const environment = readEnvironment();
const services = await openServices(environment, { embedded: false, migrate: false });
const composed = [];
for (const definition of SUBGRAPHS) {
  const app = await createSubgraphServer(definition.create(services), services, environment.GATEWAY_SECRET ?? '');
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  composed.push({ name: definition.name, typeDefs: definition.typeDefs, url: `http://127.0.0.1:${port}/graphql` });
}
writeFileSync(process.argv[2] ?? process.env.BENCH_SUPERGRAPH ?? '', composeSupergraph(composed));
process.once('SIGTERM', () => process.exit(0));
reportPort(0);
