/** (b) The Hive gateway's runtime with the Rust query planner, subgraphs over HTTP. It checks no key either. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { VIEWER_HEADER } from '../../platform/vouch.ts';
import { reportPort } from '../child.ts';

const { BENCH_SUPERGRAPH = '', BENCH_VIEWER = '' } = process.env;

const runtime = createGatewayRuntime({
  supergraph: readFileSync(BENCH_SUPERGRAPH, 'utf8'),
  unifiedGraphHandler,
  logging: false,
  landingPage: false,
  graphiql: false,
  propagateHeaders: { fromClientToSubgraphs: () => ({ [VIEWER_HEADER]: BENCH_VIEWER }) },
});
const server = createServer(runtime);
server.listen(0, '127.0.0.1', () => reportPort((server.address() as AddressInfo).port));
process.once('SIGTERM', () => process.exit(0));
