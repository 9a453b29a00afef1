import { once } from 'node:events';
import { get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import WebSocket from 'ws';
import { createFront } from '../../gateway/front.ts';
import type { Graph, Operation } from '../../gateway/graph.ts';
import { createLog } from '../../platform/log.ts';
import { NOBODY } from '../../platform/viewer.ts';
import { startToyGraph, TOY_KEY, type ToyGraph } from '../support/toy-graph.ts';
import { until } from '../support/until.ts';

let toy: ToyGraph;
beforeAll(async () => {
  toy = await startToyGraph();
});
afterAll(() => toy.close());

const sse = (path = '/stream', headers: Record<string, string> = {}) =>
  createSseClient({ url: `${toy.url}${path}`, headers, retryAttempts: 0 });
const ws = (connectionParams: Record<string, unknown> = {}) =>
  createWsClient({ url: toy.url.replace('http', 'ws'), webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 });

async function collect(events: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe.each([
  ['SSE on /graphql/stream', () => sse()],
  ['SSE on /graphql', () => sse('')],
  ['WebSocket', () => ws()],
] as const)('%s', (_name, client) => {
  it('delivers every event and ends', async () => {
    const events = client().iterate({ query: 'subscription { ticks(to: 3) }' });
    expect(await collect(events)).toEqual([1, 2, 3].map((ticks) => ({ data: { ticks } })));
  });

  it('answers a query too', async () => {
    expect(await collect(client().iterate({ query: '{ hello }' }))).toEqual([{ data: { hello: 'hello world' } }]);
  });

  it('refuses a bad document', async () => {
    await expect(collect(client().iterate({ query: 'subscription { tics }' }))).rejects.toBeDefined();
  });

  it('ends the subscription in the subgraph when the client goes away', async () => {
    const before = toy.openStreams();
    const events = client().iterate({ query: 'subscription { never }' });
    const waiting = events.next();
    await until(() => toy.openStreams() === before + 1);
    await events.return?.();
    await waiting;
    await until(() => toy.openStreams() === before);
  });
});

describe('keys', () => {
  const query = '{ kind }';

  it('come as a header over SSE', async () => {
    const events = sse('/stream', { 'X-API-Key': TOY_KEY }).iterate({ query });
    expect(await collect(events)).toEqual([{ data: { kind: 'admin' } }]);
    await expect(collect(sse('/stream', { 'X-API-Key': 'wrong' }).iterate({ query }))).rejects.toBeDefined();
  });

  it('come as a connection parameter over WebSocket, in any case', async () => {
    expect(await collect(ws({ 'X-API-Key': TOY_KEY }).iterate({ query }))).toEqual([{ data: { kind: 'admin' } }]);
    await expect(collect(ws({ 'x-api-key': 'wrong' }).iterate({ query }))).rejects.toMatchObject([
      { extensions: { code: 'UNAUTHENTICATED' } },
    ]);
  });
});

it('refuses a WebSocket on another path', async () => {
  const socket = new WebSocket(`${toy.url.replace('http', 'ws')}/other`, 'graphql-transport-ws');
  const error = await new Promise<Error>((resolve) => socket.on('error', resolve));
  expect(error.message).toContain('404');
});

/** What the server says to `request`, until it closes the connection. */
async function raw(request: string): Promise<string> {
  return text(send(request));
}
function send(request: string): Socket {
  const socket = connect(Number(new URL(toy.url).port), '127.0.0.1');
  socket.write(request);
  return socket;
}
const upgrade = (path: string, to = 'websocket') =>
  `GET ${path} HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: ${to}\r\n\r\n`;

describe('a request to upgrade', () => {
  it('of a path that is no URL is refused', async () => {
    expect(await raw(upgrade('//'))).toMatch(/^HTTP\/1.1 404/);
  });

  it('does no harm when its connection is reset', async () => {
    const arrived = once(toy.app.server, 'upgrade');
    const socket = send(upgrade('/other'));
    const [, connection] = await arrived;
    const closed = once(connection, 'close').catch(() => {});
    socket.resetAndDestroy();
    await closed;
    expect(await collect(ws().iterate({ query: '{ hello }' }))).toHaveLength(1);
  });

  it('to HTTP/2 is answered without the upgrade', async () => {
    const answer = await raw(upgrade('/graphql?query={hello}', 'h2c').replace('Upgrade\r\n', 'Upgrade, close\r\n'));
    expect(answer).toMatch(/^HTTP\/1.1 200 OK/);
    expect(answer).toContain('hello world');
  });
});

describe('a WebSocket client', () => {
  /** A client that follows the protocol by hand. */
  async function byHand(): Promise<WebSocket> {
    const socket = new WebSocket(toy.url.replace('http', 'ws'), 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    return socket;
  }
  const subscribe = (id: number, payload: object) => JSON.stringify({ id: String(id), type: 'subscribe', payload });

  it('is refused a 51st operation at a time', async () => {
    const before = toy.openStreams();
    const socket = await byHand();
    for (let id = 1; id <= 51; id++) socket.send(subscribe(id, { query: 'subscription { never }' }));
    const [message] = await once(socket, 'message');
    expect(JSON.parse(String(message))).toEqual({
      id: '51',
      type: 'error',
      payload: [expect.objectContaining({ extensions: { code: 'RATE_LIMITED' } })],
    });
    await until(() => toy.openStreams() === before + 50);
    socket.close();
    await until(() => toy.openStreams() === before);
  });

  it('is cut off when it does not read', async () => {
    const upgraded = once(toy.app.server, 'upgrade');
    const socket = await byHand();
    const [, connection] = await upgraded;
    socket.pause();
    const fields = Array.from({ length: 200 }, (_, index) => `f${index}: hello(name: $name)`).join(' ');
    const payload = { query: `query ($name: String) { ${fields} }`, variables: { name: 'x'.repeat(5_000) } };
    const gone = once(connection, 'close');
    for (let id = 1; id <= 40; id++) socket.send(subscribe(id, payload));
    await gone;
    socket.terminate();
  });

  it('may not send more than a request body may hold', async () => {
    const socket = await byHand();
    socket.send(subscribe(1, { query: `{ hello(name: "${'x'.repeat(10_000)}") }` }));
    expect((await once(socket, 'close'))[0]).toBe(1009);
  });
});

describe.each(['/graphql', '/graphql/stream'])('over SSE on %s', (path) => {
  const ask = (query: string, headers: Record<string, string> = {}) =>
    fetch(`${toy.url.replace('/graphql', path)}?query=${encodeURIComponent(query)}`, {
      headers: { accept: 'text/event-stream', ...headers },
    });

  it('a mutation by GET is refused', async () => {
    const response = await ask('mutation { count }');
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await response.json()).toMatchObject({ errors: [{ message: 'A mutation must be sent with POST.' }] });
  });

  it('an unknown key is 401', async () => {
    expect((await ask('{ kind }', { 'x-api-key': 'wrong' })).status).toBe(401);
  });

  it('a wrong variable is an error in an event', async () => {
    const response = await ask('query ($name: String!) { hello(name: $name) }');
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/event: next\ndata: {"errors":\[{"message":"Variable/);
  });
});

describe('with a graph of its own', () => {
  type Answering = Operation['execute'];
  /** A front door before a graph that answers everything, as the subscription that it is taken for, by `execute`. */
  async function front(execute: Answering) {
    const operation = { type: 'subscription', execute } as unknown as Operation;
    const graph = { schema: null, prepare: () => operation } as unknown as Graph;
    const viewers = { of: () => NOBODY };
    const app = await createFront({
      graph,
      viewers,
      readiness: async () => ({}),
      log: createLog('silent'),
      bodyLimit: 1e4,
    });
    return { app, url: `${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql` };
  }

  it('SSE takes events no faster than the client reads them', async () => {
    let taken = 0;
    const { app, url } = await front(async function* () {
      while (taken < 2_000) {
        taken += 1;
        yield { data: { text: 'x'.repeat(60_000) } };
      }
    } as unknown as Answering);
    const [response] = await once(get(`${url}?query={text}`, { headers: { accept: 'text/event-stream' } }), 'response');
    response.pause();
    for (let last = -1, turns = 0; turns < 100; turns++) {
      if (taken !== last) turns = 0;
      last = taken;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(taken).toBeLessThan(500);
    expect((await text(response)).match(/event: next/g)).toHaveLength(2_000);
    await app.close();
  });

  it('an accident is masked and has the id of the request', async () => {
    const { app, url } = await front(() => {
      throw new Error('SELECT secret');
    });
    const headers = { accept: 'text/event-stream', 'x-request-id': 'mine' };
    const answer = await (await fetch(`${url}?query={text}`, { headers })).text();
    expect(answer).toContain('"extensions":{"code":"INTERNAL_SERVER_ERROR","requestId":"mine"}');
    expect(answer).not.toContain('secret');
    await app.close();
  });
});
