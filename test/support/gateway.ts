/** The whole gateway over the real subgraphs, in either shape, on ports of its own. */
import type { AddressInfo } from 'node:net';
import {
  createGateway,
  readinessApart,
  readinessTogether,
  subgraphsApart,
  subgraphsTogether,
} from '../../gateway/gateway.ts';
import { readEnvironment } from '../../platform/environment.ts';
import type { Services, Subgraph } from '../../platform/subgraph.ts';
import { createSubgraphServer } from '../../platform/subgraph-server.ts';
import { SUBGRAPHS } from '../../subgraphs/index.ts';

export const ADMIN_KEY = 'an-admin-key-for-tests';
const SECRET = 'a-gateway-secret-that-only-tests-know';

export type Shape = 'together' | 'apart';

export interface Asked {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the graph answered
  body: any;
}

export interface TestGateway {
  url: string;
  ask(query: string, options?: { variables?: object; headers?: Record<string, string> }): Promise<Asked>;
  /** Apart only: closes one subgraph's server for good. */
  kill(subgraph: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startTestGateway(
  services: Services,
  shape: Shape = 'together',
  { graphiql = false } = {},
): Promise<TestGateway> {
  const servers = new Map<string, { close(): Promise<unknown> }>();
  const { log } = services;
  const { subgraphs, links: local } = subgraphsTogether(services);
  let links = local;
  let environment = services.environment;
  if (shape === 'apart') {
    const addresses = await serve(services, subgraphs, servers);
    environment = readEnvironment({ NODE_ENV: 'test', SUBGRAPHS: 'apart', GATEWAY_SECRET: SECRET, ...addresses });
    links = subgraphsApart(environment, log);
  }
  const readiness = shape === 'apart' ? readinessApart(links) : readinessTogether(services);
  const app = await createGateway({ environment, log, links, readiness, adminKey: ADMIN_KEY, graphiql });
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const url = `${address}/graphql`;
  return {
    url,
    async ask(query, { variables, headers } = {}) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, body: await response.json() };
    },
    kill: async (subgraph) => {
      await servers.get(subgraph)?.close();
    },
    stop: async () => {
      await app.close();
      for (const server of servers.values()) await server.close();
    },
  };
}

async function serve(
  services: Services,
  subgraphs: readonly Subgraph[],
  servers: Map<string, { close(): Promise<unknown> }>,
): Promise<Record<string, string>> {
  const addresses: Record<string, string> = {};
  for (const [index, { name }] of SUBGRAPHS.entries()) {
    const app = await createSubgraphServer(subgraphs[index] as Subgraph, services, SECRET);
    await app.listen({ port: 0, host: '127.0.0.1' });
    servers.set(name, app);
    addresses[`${name.toUpperCase()}_URL`] = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/graphql`;
  }
  return addresses;
}
