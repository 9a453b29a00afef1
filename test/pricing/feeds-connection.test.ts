/** What a connection does when the other side is slow, silent, broken or gone. Real sockets, short waits. */
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createLog } from '../../platform/log.ts';
import type { CompiledFeed } from '../../subgraphs/pricing/feeds/compile.ts';
import {
  type ConnectionStatus,
  FeedConnection,
  TIMING,
  type Timing,
} from '../../subgraphs/pricing/feeds/connection.ts';
import type { Trade } from '../../subgraphs/pricing/feeds/trade.ts';
import type { ReaderRow } from '../../subgraphs/pricing/rows.ts';
import { type LocalExchange, startExchange } from './feeds-exchange.ts';
import { compile } from './feeds-support.ts';

const FAST: Timing = { ...TIMING, backoffMs: 5, maximumBackoffMs: 20, spacingMs: 1 };
const TIME = '2026-03-01T12:00:00.123456Z';
const trade = (price: string): string => JSON.stringify({ type: 'trade', symbol: 'BTC-USD', price, time: TIME });

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});

async function connect(
  changes: Partial<ReaderRow> = {},
  timing: Partial<Timing> = {},
  symbols?: Record<string, string>,
  compiled: Partial<CompiledFeed> = {},
): Promise<{ exchange: LocalExchange; connection: FeedConnection; trades: Trade[]; status: () => ConnectionStatus }> {
  const exchange = await startExchange();
  const trades: Trade[] = [];
  const connection = new FeedConnection(
    { ...compile(changes, symbols), ...compiled },
    {
      source: 'testex-ws',
      endpoint: exchange.url,
      onTrade: (one) => trades.push(one),
      log: createLog('silent'),
      timing: { ...FAST, ...timing },
    },
  );
  open.push(exchange, connection);
  return { exchange, connection, trades, status: () => connection.status() };
}

describe('a connection', () => {
  it('subscribes, hands on trades with both times, and counts', async () => {
    const { exchange, trades, status } = await connect();
    const client = await exchange.client(0);
    expect(await client.message(0)).toBe('{"subscribe":["BTC-USD"]}');
    const before = new Date().toISOString();
    await client.send('{"type":"subscribed"}', trade('1.50'), 'pong', '{"broken', trade('x'), trade('1.60'));
    expect(trades).toEqual([
      { asset: 'BTC', source: 'testex-ws', price: '1.50', observedAt: TIME, receivedAt: expect.any(String) },
      { asset: 'BTC', source: 'testex-ws', price: '1.60', observedAt: TIME, receivedAt: expect.any(String) },
    ]);
    expect(trades[0]?.receivedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect((trades[0]?.receivedAt as string) >= before.slice(0, -1)).toBe(true);
    expect(status()).toMatchObject({ connected: true, messages: 6, trades: 2, plainText: 1, parseFailures: 2 });
    expect(status().lastError).toContain('price_path');
  });

  it('takes the time of receipt where the row has no path to a time', async () => {
    const { exchange, trades } = await connect({ timestampPath: null });
    await (await exchange.client(0)).send(trade('1'));
    expect(trades[0]?.observedAt).toBe(trades[0]?.receivedAt);
  });

  it('sends one subscription after the other where each instrument needs its own', async () => {
    const symbols = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`A${index}`, `S${index}`]));
    const { exchange } = await connect({ subscribeTemplate: '{"s":"{symbol}"}' }, { spacingMs: 2 }, symbols);
    const client = await exchange.client(0);
    const started = performance.now();
    expect(await client.message(29)).toBe('{"s":"S29"}');
    expect(performance.now() - started).toBeGreaterThan(25);
  });

  it('comes back after a loss, subscribes again and goes on counting', async () => {
    const { exchange, trades, status } = await connect();
    const first = await exchange.client(0);
    await first.send(trade('1'));
    const { since } = status();
    first.socket.terminate();
    const second = await exchange.client(1);
    expect(await second.message(0)).toBe('{"subscribe":["BTC-USD"]}');
    await second.send(trade('2'));
    expect(trades.map(({ price }) => price)).toEqual(['1', '2']);
    expect(status()).toMatchObject({ connected: true, trades: 2 });
    expect(status().since > since).toBe(true);
    expect(status().lastError).toBe('the exchange closed the connection (code 1006)');
  });

  it('waits longer after each failure, up to the maximum, and starts over after a stable time', async () => {
    const waits = async (timing: Partial<Timing>): Promise<number[]> => {
      const { exchange } = await connect({}, { backoffMs: 20, maximumBackoffMs: 80, ...timing });
      const times: number[] = [];
      for (let index = 0; index < 6; index++) {
        const { socket } = await exchange.client(index);
        times.push(performance.now());
        socket.terminate();
      }
      return times.slice(1).map((time, index) => time - (times[index] as number));
    };
    const growing = await waits({});
    expect(growing[3]).toBeGreaterThan(39); // 20, 40, 80, 80, each less up to half
    expect(growing[4]).toBeGreaterThan(39);
    expect(growing[4]).toBeLessThan(1_000);
    const steady = await waits({ stableMs: 0 });
    expect(Math.min(...steady.slice(2))).toBeLessThan(39);
  });

  it('gives up a silent connection and opens another', async () => {
    const { exchange, status } = await connect({}, { silenceMs: 60 });
    const first = await exchange.client(0);
    await once(first.socket, 'close');
    await exchange.client(1);
    expect(status().lastError).toBe('nothing was heard for 0.06 seconds');
  });

  it('gives up one that talks but brings no trade, and says so', async () => {
    const { exchange, status } = await connect({}, { tradelessMs: 200 });
    const first = await exchange.client(0);
    const opened = performance.now();
    const talk = setInterval(() => first.socket.send('{"type":"heartbeat"}'), 10);
    setTimeout(() => first.socket.send(trade('1')), 100);
    await once(first.socket, 'close');
    clearInterval(talk);
    expect(performance.now() - opened).toBeGreaterThan(280); // counted from the trade
    await exchange.client(1);
    expect(status()).toMatchObject({ trades: 1, lastError: 'no trade came for 0.2 seconds' });
  });

  it.each([
    ['ping frames', { everyMs: 50, message: null }],
    ['messages', { everyMs: 50, message: 'ping' }],
  ])('holds on to a quiet connection whose heartbeats, %s, are answered', async (_, heartbeat) => {
    const { exchange } = await connect({}, { silenceMs: 300 }, undefined, { heartbeat });
    const client = await exchange.client(0);
    client.socket.on('message', (data) => String(data) === 'ping' && client.socket.send('pong'));
    const kind = heartbeat.message === null ? 'ping' : 'message';
    for (let beats = 0; beats < 10; beats++) await once(client.socket, kind);
    expect(exchange.count()).toBe(1);
  });

  it('holds on to one whose server sends ping frames', async () => {
    const { exchange } = await connect({}, { silenceMs: 300 });
    const { socket } = await exchange.client(0);
    for (let beats = 0; beats < 10; beats++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      socket.ping();
      await once(socket, 'pong');
    }
    expect(exchange.count()).toBe(1);
  });

  it('gives up one whose heartbeats are not answered', async () => {
    const heartbeat = { everyMs: 20, message: 'ping' };
    const { exchange } = await connect({}, { silenceMs: 60 }, undefined, { heartbeat });
    await exchange.client(1);
  });

  it('sends the heartbeat message of the row, and counts a plain answer', async () => {
    const { exchange, status } = await connect({ heartbeatMethod: 'message', pingIntervalSec: 1, pingMessage: 'ping' });
    const client = await exchange.client(0);
    expect(await client.message(1)).toBe('ping');
    await client.send('pong');
    expect(status()).toMatchObject({ messages: 1, plainText: 1, parseFailures: 0 });
  });

  it('refuses a frame that is too large, and comes back', async () => {
    const { exchange, status } = await connect();
    const { socket } = await exchange.client(0);
    socket.send(Buffer.alloc(9 * 1024 * 1024, ' '));
    await exchange.client(1);
    expect(status().lastError).toBe('Max payload size exceeded');
  });

  it('reads binary frames like text', async () => {
    const { exchange, trades } = await connect();
    await (await exchange.client(0)).send(Buffer.from(trade('7')));
    expect(trades).toHaveLength(1);
  });

  it('goes on trying when nobody is there, and says why', async () => {
    const gone = await startExchange();
    await gone.stop();
    const connection = new FeedConnection(compile(), {
      source: 'testex-ws',
      endpoint: gone.url,
      onTrade: () => {},
      log: createLog('silent'),
      timing: FAST,
    });
    open.push(connection);
    await untilError(connection);
    expect(connection.status()).toMatchObject({ connected: false, messages: 0 });
    expect(connection.status().lastError).toContain('ECONNREFUSED');
  });

  it('stops in every state, and for good: connected, connecting, waiting to try again', async () => {
    const connected = await connect();
    const { socket } = await connected.exchange.client(0);
    const closed = once(socket, 'close');
    await connected.connection.stop();
    await closed;
    expect(connected.status().connected).toBe(false);

    const connecting = await connect();
    await connecting.connection.stop();

    const waiting = await connect({}, { backoffMs: 60, maximumBackoffMs: 60 });
    (await waiting.exchange.client(0)).socket.terminate();
    await untilError(waiting.connection);
    await waiting.connection.stop();

    await new Promise((resolve) => setTimeout(resolve, 100)); // longer than any of them would wait
    expect(connected.exchange.count()).toBe(1);
    expect(connecting.exchange.count()).toBeLessThanOrEqual(1);
    expect(waiting.exchange.count()).toBe(1);
    await waiting.connection.stop();
  });
});

async function untilError(connection: FeedConnection): Promise<void> {
  while (connection.status().lastError === null) await new Promise((resolve) => setTimeout(resolve, 2));
}
