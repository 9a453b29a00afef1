/** A front door over a graph of one tiny subgraph: for what concerns protocols, not data. */
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { FastifyInstance } from 'fastify';
import { parse } from 'graphql';
import { createFront } from '../../gateway/front.ts';
import { createGraph } from '../../gateway/graph.ts';
import { inProcess } from '../../gateway/in-process.ts';
import { composeSupergraph } from '../../gateway/supergraph.ts';
import type { Viewers } from '../../gateway/viewers.ts';
import { unauthenticated } from '../../platform/errors.ts';
import { createLog } from '../../platform/log.ts';
import type { RequestScope } from '../../platform/subgraph.ts';
import { ADMIN, NOBODY } from '../../platform/viewer.ts';

const TYPE_DEFS = parse(/* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query {
    hello(name: String = "world"): String
    "The kind of viewer that asks."
    kind: String!
    fails: String
    slow: String
  }
  type Mutation {
    count: Int
  }
  type Subscription {
    ticks(to: Int!): Int
    never: Int
  }
`);

export interface ToyGraph {
  app: FastifyInstance;
  url: string;
  /** Lets the answer of every waiting `slow` field go. */
  release(): void;
  /** Resolves as soon as a `slow` field waits. */
  slowAsked: Promise<void>;
  /** How many `never` subscriptions are open in the subgraph. */
  openStreams(): number;
  close(): Promise<void>;
}

export const TOY_KEY = 'toy-key';

export async function startToyGraph({
  log = createLog('silent'),
  beforeListening = (_app: FastifyInstance): void => {},
} = {}): Promise<ToyGraph> {
  let count = 0;
  let open = 0;
  const released = Promise.withResolvers<string>();
  const asked = Promise.withResolvers<void>();
  const resolvers = {
    Query: {
      hello: (_: unknown, { name }: { name: string | null }) => `hello ${name}`,
      kind: (_: unknown, __: unknown, { viewer }: RequestScope) => viewer.kind,
      fails: () => {
        throw new Error('SELECT secret FROM /etc/passwd');
      },
      slow: () => {
        asked.resolve();
        return released.promise;
      },
    },
    Mutation: {
      count: () => {
        count += 1;
        return count;
      },
    },
    Subscription: {
      ticks: {
        subscribe: async function* (_: unknown, { to }: { to: number }) {
          for (let ticks = 1; ticks <= to; ticks++) yield { ticks };
        },
      },
      never: {
        subscribe: () => {
          open += 1;
          const ended = Promise.withResolvers<IteratorResult<unknown>>();
          return {
            [Symbol.asyncIterator]() {
              return this;
            },
            next: () => ended.promise,
            return: async () => {
              open -= 1;
              ended.resolve({ done: true, value: undefined });
              return { done: true, value: undefined };
            },
          };
        },
      },
    },
  };
  const subgraph = {
    name: 'toy',
    schema: buildSubgraphSchema([{ typeDefs: TYPE_DEFS, resolvers }]),
    createContext: (scope: RequestScope | undefined) => scope,
    prepare: async () => {},
    startBackground: async () => undefined,
  };
  const graph = createGraph({
    supergraphSdl: composeSupergraph([{ name: 'toy', typeDefs: TYPE_DEFS }]),
    links: [inProcess(subgraph, { log, jit: true })],
    log,
    singleFetch: true,
    documentCacheSize: 100,
  });
  const viewers: Viewers = {
    of: (headers) => {
      const key = headers['x-api-key'];
      if (key === undefined) return NOBODY;
      if (key !== TOY_KEY) throw unauthenticated('This key is not known.');
      return ADMIN;
    },
  };
  const app = await createFront({ graph, viewers, readiness: async () => ({}), log, bodyLimit: 10_000 });
  beforeListening(app);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    app,
    url: `${url}/graphql`,
    release: () => released.resolve('at last'),
    slowAsked: asked.promise,
    openStreams: () => open,
    close: () => app.close(),
  };
}
