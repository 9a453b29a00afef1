/** A small server with the explorer and a graph of a few prices, for as long as a test needs it. */
import { makeExecutableSchema } from '@graphql-tools/schema';
import Fastify from 'fastify';
import { createHandler as createHttpHandler } from 'graphql-http/lib/use/fastify';
import { createHandler as createStreamHandler } from 'graphql-sse/lib/use/fastify';
import { graphiqlPage } from '../../gateway/graphiql.ts';

const schema = makeExecutableSchema({
  typeDefs: /* GraphQL */ `
    type Query {
      "The latest price of one asset; null when the asset is not known."
      price("The symbol, in any case." asset: String!): Price
      prices(assets: [String!]!): [Price!]!
    }
    type Subscription {
      "Each change of a price."
      priceUpdated(assets: [String!]!): Price!
    }
    "What an asset is worth, and who says so."
    type Price {
      asset: String!
      price: String
      source: String
      observedAt: String
      ageSeconds: Float
      stale: Boolean
      reason: String
    }
  `,
  resolvers: {
    Query: {
      price: (_: unknown, { asset }: { asset: string }) => priceOf(asset, 0),
      prices: (_: unknown, { assets }: { assets: string[] }) => assets.map((asset) => priceOf(asset, 0)),
    },
    Subscription: {
      priceUpdated: {
        subscribe: async function* (_: unknown, { assets }: { assets: string[] }) {
          for (let tick = 1; ; tick++) {
            yield { priceUpdated: priceOf(assets[tick % assets.length] ?? '', tick) };
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
        },
      },
    },
  },
});

function priceOf(asset: string, tick: number) {
  const observedAt = new Date().toISOString();
  return {
    asset,
    price: `6400${tick}.50`,
    source: 'stand-in',
    observedAt,
    ageSeconds: 0.1,
    stale: false,
    reason: null,
  };
}

export interface Explorer {
  url: string;
  close(): Promise<void>;
}

/** Serves the explorer with its bundle out of `bundleDirectory` on a free port of the loopback. */
export async function startExplorer(bundleDirectory: string, demoKey: string | null): Promise<Explorer> {
  const app = Fastify({ forceCloseConnections: true });
  app.get('/health', () => ({ status: 'ok' }));
  app.all('/graphql', createHttpHandler({ schema }));
  app.all('/graphql/stream', createStreamHandler({ schema }));
  await app.register(graphiqlPage, { endpoint: '/graphql', demoKey, bundleDirectory });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, close: () => app.close() };
}
