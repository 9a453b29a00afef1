import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import WebSocket from 'ws';
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
