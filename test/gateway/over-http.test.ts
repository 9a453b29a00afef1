import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { isStream, type SubgraphLink } from '../../gateway/link.ts';
import { overHttp } from '../../gateway/over-http.ts';
import { Scope } from '../../gateway/scope.ts';
import { GATEWAY } from '../../platform/viewer.ts';
import { VIEWER_HEADER, viewerSigner, viewerVerifier } from '../../platform/vouch.ts';
import { logLines } from '../support/log-lines.ts';

const SECRET = 'a-gateway-secret-that-only-tests-know';
const seen: { headers: Record<string, unknown>; body: string }[] = [];
/** Answers what the path says: a GraphQL answer, a page of a proxy, nothing in time. */
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    seen.push({ headers: request.headers, body });
    if (request.url === '/page')
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>10.0.0.7 is down</h1>');
    if (request.url === '/graph') response.setHeader('content-type', 'application/json').end('{"data":{"ok":true}}');
  });
});
let address: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const { log, lines } = logLines();
const link = (path: string): SubgraphLink =>
  overHttp('identity', { url: `${address}${path}`, timeoutMs: 200, signer: viewerSigner(SECRET), log });

async function ask(path: string) {
  const answer = await link(path).execute({
    document: parse('query ($key: String!) { resolveKey(key: $key) { keyId } }'),
    operationType: 'query',
    variables: { key: 'a-customers-secret-key' },
    scope: new Scope(GATEWAY, 'request-7'),
  });
  if (isStream(answer)) throw new Error('a stream');
  return answer;
}

it('sends the viewer that it vouches for and the id of the request', async () => {
  seen.length = 0;
  expect(await ask('/graph')).toMatchObject({ data: { ok: true } });
  expect(seen[0]?.headers['x-request-id']).toBe('request-7');
  expect(await viewerVerifier(SECRET)(String(seen[0]?.headers[VIEWER_HEADER]))).toMatchObject({ kind: 'gateway' });
  expect(await viewerVerifier(`${SECRET}!`)(String(seen[0]?.headers[VIEWER_HEADER]))).toBeUndefined();
});

it.each([
  ['a page of a proxy', '/page', 'DOWNSTREAM_SERVICE_ERROR'],
  ['no answer in time', '/silence', 'GATEWAY_TIMEOUT'],
])('makes an error of %s that tells neither the caller where nor the log with what', async (_what, path, code) => {
  lines.length = 0;
  const { errors = [] } = await ask(path);
  expect(errors.map(({ extensions }) => extensions)).toEqual([{ code, serviceName: 'identity' }]);
  expect(JSON.stringify(errors)).not.toMatch(/127\.0|10\.0|<h1>/);
  expect(lines).toEqual([expect.objectContaining({ msg: 'a subgraph did not answer', requestId: 'request-7' })]);
  expect(JSON.stringify(lines)).not.toContain('a-customers-secret-key');
});
