/** (a) Apollo Server over @apollo/gateway, subgraphs over HTTP. It checks no key: each fetch carries a viewer given. */
import { readFileSync } from 'node:fs';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { VIEWER_HEADER } from '../../platform/vouch.ts';
import { reportPort } from '../child.ts';

const { BENCH_SUPERGRAPH = '', BENCH_VIEWER = '' } = process.env;

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(BENCH_SUPERGRAPH, 'utf8'),
  buildService: ({ url }) =>
    new RemoteGraphQLDataSource({
      ...(url ? { url } : {}),
      willSendRequest: ({ request }) => request.http?.headers.set(VIEWER_HEADER, BENCH_VIEWER),
    }),
});
const server = new ApolloServer({ gateway, introspection: false });
const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
process.once('SIGTERM', () => process.exit(0));
reportPort(Number(new URL(url).port));
