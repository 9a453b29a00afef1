/** (c) The least that could answer: node:http and one read of the asset's hash from Valkey, no GraphQL. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { reportPort } from '../child.ts';

const { VALKEY_URL = '' } = process.env;
const { protocol, pathname } = new URL(VALKEY_URL);
const redis = protocol === 'redis+unix:' ? new Redis({ path: decodeURIComponent(pathname) }) : new Redis(VALKEY_URL);

const server = createServer((request, response) => {
  let text = '';
  request.on('data', (chunk) => {
    text += chunk;
  });
  request.on('end', async () => {
    const { variables } = JSON.parse(text);
    const hash = await redis.hgetall(`price:{${variables.asset}}`);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(hash));
  });
});
server.listen(0, '127.0.0.1', () => reportPort((server.address() as AddressInfo).port));
process.once('SIGTERM', () => process.exit(0));
