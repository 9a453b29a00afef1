import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type ExecutionResult, parse, subscribe } from 'graphql';
import type { Cache } from '../../platform/cache.ts';
import { createLog } from '../../platform/log.ts';
import { createMemoryCache } from '../../platform/memory-cache.ts';
import type { Services } from '../../platform/subgraph.ts';
import { connectValkey } from '../../platform/valkey.ts';
import { NOBODY } from '../../platform/viewer.ts';
import { priceKey } from '../../subgraphs/pricing/prices/entry.ts';
import type { PriceRow } from '../../subgraphs/pricing/prices/reader.ts';
import { priceStream } from '../../subgraphs/pricing/prices/stream.ts';
import { PriceUpdates } from '../../subgraphs/pricing/prices/updates.ts';
import { PRICES_CHANGED, PriceWriter } from '../../subgraphs/pricing/prices/writer.ts';
import { pricing } from '../../subgraphs/pricing/subgraph.ts';
import { startTestValkey } from '../support/private-valkey.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { CUSTOMER, inCache, trade } from './prices-support.ts';

const valkey = await startTestValkey();
afterAll(() => valkey?.stop());

const UPDATES = 'subscription ($assets: [String!]!) { priceUpdated(assets: $assets) { asset price reason } }';

/** The cache with a count of the listeners that are subscribed through it. */
function counted(cache: Cache): { cache: Cache; listeners: () => number } {
  let listeners = 0;
  return {
    listeners: () => listeners,
    cache: {
      ...cache,
      async subscribe(...given) {
        const leave = await cache.subscribe(...given);
        listeners++;
        return async () => {
          listeners--;
          await leave();
        };
      },
    },
  };
}

async function open(services: Services, query: string, variables: Record<string, unknown>, viewer = CUSTOMER) {
  const subgraph = pricing.create(services);
  const stream = await subscribe({
    schema: subgraph.schema,
    document: parse(query),
    variableValues: variables,
    contextValue: subgraph.createContext({ viewer, requestId: 'test' }),
  });
  return stream as AsyncGenerator<ExecutionResult> & ExecutionResult;
}

const CACHES: [string, () => Parameters<typeof testServices>[0]][] = [
  ['a real server', () => ({})],
  ['memory', () => ({ cache: createMemoryCache() })],
];

describe.each(CACHES)('price updates over %s', (_, options) => {
  let services: TestServices;
  beforeAll(async () => {
    services = await testServices(options());
  });
  afterAll(() => services.stop());
  beforeEach(() => services.cache.remove(['BTC', 'ETH'].map(priceKey)));

  test('give the price now, and each price that is written afterwards', async () => {
    const { cache, listeners } = counted(services.cache);
    const own = { ...services, cache };
    await inCache(cache, trade('BTC', 'kraken-ws', '1.10', 1));
    const stream = await open(own, UPDATES, { assets: ['btc', 'BTC', 'NO-SUCH-COIN'] });
    const next = async () => (await stream.next()).value.data.priceUpdated;
    expect(await next()).toEqual({ asset: 'BTC', price: '1.10', reason: null });
    expect(await next()).toEqual({ asset: 'NO-SUCH-COIN', price: null, reason: 'UNKNOWN_ASSET' });
    expect(listeners()).toBe(1);

    const writer = new PriceWriter(own);
    const waiting = next();
    writer.accept(trade('ETH', 'kraken-ws', '9'));
    writer.accept(trade('BTC', 'kraken-ws', '1.20'));
    expect(await waiting).toEqual({ asset: 'BTC', price: '1.20', reason: null });
    await stream.return(undefined);
    await writer.stop();
  });

  test('end at once when the client leaves, and stop listening when the last one has', async () => {
    const { cache, listeners } = counted(services.cache);
    const own = { ...services, cache };
    const [first, second] = [
      await open(own, UPDATES, { assets: ['BTC'] }),
      await open(own, UPDATES, { assets: ['BTC'] }),
    ];
    await Promise.all([first.next(), second.next()]);
    expect(listeners()).toBe(1);

    const pending = first.next(); // waits for a trade that never comes
    await first.return(undefined);
    expect(await pending).toEqual({ value: undefined, done: true });
    expect(listeners()).toBe(1);
    const left = second.return(undefined);
    await left;
    await new Promise(setImmediate);
    expect(listeners()).toBe(0);
  });

  test('are refused to nobody, and for bad arguments', async () => {
    const code = async (variables: Record<string, unknown>, viewer = CUSTOMER, query = UPDATES) =>
      (await open(services, query, variables, viewer)).errors?.[0]?.extensions;
    expect(await code({ assets: ['BTC'] }, NOBODY)).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await code({ assets: [] })).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'assets' });
    expect(await code({ assets: Array(26).fill('BTC') })).toMatchObject({ argument: 'assets' });
    const often = 'subscription { priceUpdated(assets: ["BTC"], minIntervalMs: -1) { price } }';
    expect(await code({}, CUSTOMER, often)).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'minIntervalMs' });
  });
});

describe('a price stream', () => {
  /** A stream over a cache in memory, whose prices are a count of how often they were read. */
  function counting(assets: string[], minIntervalMs = 0) {
    const cache = createMemoryCache();
    const reads: string[] = [];
    const stream = priceStream({
      assets,
      minIntervalMs,
      updates: new PriceUpdates(cache),
      read: async (asset) => {
        reads.push(asset);
        return { asset, price: String(reads.length) } as PriceRow;
      },
    });
    const announce = async (...symbols: string[]) => {
      await cache.publish(PRICES_CHANGED, symbols.join('\n'));
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    };
    const next = async () => (await stream.next()).value?.asset;
    return { stream, reads, announce, next };
  }

  test('gives a slow reader the latest of each asset in turn, and keeps no backlog', async () => {
    const { stream, reads, announce, next } = counting(['BTC', 'ETH']);
    expect([await next(), await next()]).toEqual(['BTC', 'ETH']);
    for (let times = 0; times < 50; times++) await announce('BTC', 'SOL', 'ETH', 'BTC');
    expect(reads).toEqual(['BTC', 'ETH']); // nobody asked, so nothing was read
    expect([await next(), await next()]).toEqual(['BTC', 'ETH']);
    const waiting = next();
    await announce('ETH');
    expect(await waiting).toBe('ETH');
    expect(reads).toHaveLength(5);
    await stream.return?.();
  });

  test('does not let a busy asset crowd out the others', async () => {
    const { stream, announce, next } = counting(['BTC', 'ETH']);
    const seen: string[] = [];
    for (let times = 0; times < 6; times++) {
      seen.push(await next());
      await announce('BTC', 'ETH');
    }
    expect(seen.filter((asset) => asset === 'ETH')).toHaveLength(3);
    await stream.return?.();
  });

  test('keeps the least time between two prices of one asset, and holds up no other', async () => {
    const { stream, announce, next } = counting(['BTC', 'ETH'], 200);
    expect([await next(), await next()]).toEqual(['BTC', 'ETH']);
    const start = performance.now();
    await announce('ETH', 'BTC');
    expect(await next()).toMatch(/BTC|ETH/);
    expect(performance.now() - start).toBeGreaterThan(150);
    await stream.return?.();
  });

  test('that was never read ends too', async () => {
    const { stream, reads } = counting(['BTC']);
    expect(await stream.return?.()).toEqual({ value: undefined, done: true });
    expect(await stream.next()).toEqual({ value: undefined, done: true });
    expect(reads).toEqual([]);
  });
});

describe('updates while the cache is away', () => {
  test('come again, with everything that may have been missed, once it is back', async () => {
    const memory = createMemoryCache();
    let away = true;
    const cache: Cache = {
      ...memory,
      subscribe: async (...given) => {
        if (away) throw new Error('away');
        return memory.subscribe(...given);
      },
    };
    const updates = new PriceUpdates(cache);
    const changed = Promise.withResolvers<string>();
    const unwatch = updates.watch(['BTC'], changed.resolve);
    await updates.ready();
    away = false;
    expect(await changed.promise).toBe('BTC');
    unwatch();
  });

  (valkey ? test : test.skip)('that were lost with the connection are made up for', async () => {
    const server = valkey as NonNullable<typeof valkey>;
    const cache = connectValkey(server.url, { log: createLog('silent'), commandTimeoutMs: 2_000 });
    const updates = new PriceUpdates(cache);
    const changed = new Set<string>();
    const all = Promise.withResolvers<void>();
    const unwatch = updates.watch(['BTC', 'ETH'], (symbol) => {
      if (changed.add(symbol).size === 2) all.resolve();
    });
    await updates.ready();
    expect(changed.size).toBe(0);
    await server.ask('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await all.promise;
    expect([...changed]).toEqual(['BTC', 'ETH']);
    unwatch();
    await cache.close();
  });
});
