/** `npm run subgraph -- pricing`: one subgraph as a server of its own, behind a gateway with SUBGRAPHS=apart. */
import { readEnvironment } from '../platform/environment.ts';
import { openServices } from '../platform/services.ts';
import { createSubgraphServer } from '../platform/subgraph-server.ts';
import { FIRST_SUBGRAPH_PORT, SUBGRAPHS } from './index.ts';

try {
  const name = process.argv[2];
  const index = SUBGRAPHS.findIndex((each) => each.name === name);
  const definition = SUBGRAPHS[index];
  if (!definition) throw new Error(`Name one of: ${SUBGRAPHS.map((each) => each.name).join(', ')}.`);

  const environment = readEnvironment(process.env, {
    defaults: { PORT: String(FIRST_SUBGRAPH_PORT + index) },
    fixed: { SUBGRAPHS: 'apart' },
  });
  const services = await openServices(environment, { embedded: false, migrate: false });
  const subgraph = definition.create(services);
  await subgraph.prepare();
  const app = await createSubgraphServer(subgraph, services, environment.GATEWAY_SECRET ?? '');
  const address = await app.listen({ port: environment.PORT, host: environment.HOST });
  const background = await subgraph.startBackground();
  process.stdout.write(`The ${definition.name} subgraph listens on ${address}\n`);

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await background?.stop();
    await app.close();
    await services.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
