import { once } from 'node:events';
import { get } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { createClient } from 'graphql-sse';
import WebSocket from 'ws';
import { drainOnClose, stopListeningOnClose } from '../../gateway/drain.ts';
import { startToyGraph, type ToyGraph } from '../support/toy-graph.ts';
import { until } from '../support/until.ts';

let toy: ToyGraph;
let port: number;
beforeEach(async () => {
  toy = await startToyGraph({ beforeListening: (app) => drainOnClose(app, { drainMs: 10, deadlineMs: 2_000 }) });
  port = Number(new URL(toy.url).port);
});
afterEach(() => toy.close());

async function isRefused(): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const refused = await Promise.race([
    once(socket, 'connect').then(() => false),
    new Promise<boolean>((resolve) => socket.once('error', () => resolve(true))),
  ]).catch(() => true);
  socket.destroy();
  return refused;
}

test('a WebSocket client that does not answer the goodbye is cut off, and nobody new is let in meanwhile', async () => {
  const socket = new WebSocket(toy.url.replace('http', 'ws'), 'graphql-transport-ws');
  await once(socket, 'open');
  socket.pause();
  const stopping = performance.now();
  const closed = toy.close();
  await until(isRefused);
  expect(performance.now() - stopping).toBeLessThan(500);
  await closed;
  expect(performance.now() - stopping).toBeLessThan(1_900);
  socket.terminate();
});

test('a subscription over SSE ends without having completed', async () => {
  const events = createClient({ url: `${toy.url}/stream`, retryAttempts: 0 }).iterate({
    query: 'subscription { never }',
  });
  const ended = expect(events.next()).rejects.toThrow();
  await until(() => toy.openStreams() === 1);
  await toy.close();
  await ended;
  expect(toy.openStreams()).toBe(0);
});

test('a request in flight is answered', async () => {
  const asked = fetch(`${toy.url}?query={slow}`);
  await toy.slowAsked;
  const closed = toy.close();
  await until(isRefused);
  toy.release();
  expect(await (await asked).json()).toEqual({ data: { slow: 'at last' } });
  await closed;
});

test('a request that is not answered in time is cut off', async () => {
  const cut = expect(fetch(`${toy.url}?query={slow}`)).rejects.toThrow();
  await toy.slowAsked;
  const closed = toy.close();
  await cut;
  toy.release();
  await closed;
});

test('a slow reader gets its whole answer', async () => {
  const app = Fastify({ forceCloseConnections: 'idle' });
  stopListeningOnClose(app);
  drainOnClose(app, { drainMs: 10, deadlineMs: 60_000 });
  const length = 30_000_000;
  app.get('/', async () => 'x'.repeat(length));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const [response] = await once(get(url), 'response');
  response.pause();
  const closed = app.close();
  await new Promise((resolve) => setTimeout(resolve, 100)); // longer than silent connections are kept
  expect((await text(response)).length).toBe(length);
  await closed;
});
