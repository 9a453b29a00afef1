/** Either store may be away, or stall; a price is answered as long as one of them has it. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import type { Cache } from '../../platform/cache.ts';
import { connectDatabase, type Database } from '../../platform/database.ts';
import { createLog } from '../../platform/log.ts';
import { connectValkey } from '../../platform/valkey.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startTestValkey } from '../support/private-valkey.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { goneCache, goneDatabase, inCache, inPostgres, pricingGraph, trade } from './prices-support.ts';

const log = createLog('silent');
const PRICES = '{ prices(assets: ["BTC", "NO-SUCH-COIN"]) { asset price source reason } }';
const SOURCES = '{ price(asset: "BTC") { price reason sources { source price } } }';

let services: TestServices;
let noDatabase: Database;
let noCache: Cache;

beforeAll(async () => {
  services = await testServices();
  noDatabase = await goneDatabase();
  noCache = goneCache();
});
afterAll(async () => {
  await Promise.all([services.stop(), noDatabase.end(), noCache.close()]);
});

async function timed<T>(work: Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  return [await work, performance.now() - start];
}

test('without a cache, Postgres answers within 200 ms', async () => {
  await inPostgres(services.database, trade('BTC', 'kraken-ws', '1.10'), trade('BTC', 'okx-ws', '1.20', 9));
  const ask = pricingGraph({ ...services, cache: noCache });
  const [{ data }, took] = await timed(ask(PRICES));
  expect(data.prices).toEqual([
    { asset: 'BTC', price: '1.10', source: 'kraken-ws', reason: null },
    { asset: 'NO-SUCH-COIN', price: null, source: null, reason: 'UNKNOWN_ASSET' },
  ]);
  expect(took).toBeLessThan(200);
  expect((await ask(SOURCES)).data.price.sources).toEqual([
    { source: 'kraken-ws', price: '1.10' },
    { source: 'okx-ws', price: '1.20' },
  ]);
});

test('without Postgres, the cache answers, fresh and stale', async () => {
  await inCache(services.cache, trade('BTC', 'kraken-ws', '2.50'), trade('ETH', 'kraken-ws', '3', 3600));
  const ask = pricingGraph({ ...services, database: noDatabase });
  expect((await ask(SOURCES)).data.price).toEqual({
    price: '2.50',
    reason: null,
    sources: [{ source: 'kraken-ws', price: '2.50' }],
  });
  const { data } = await ask('{ price(asset: "eth") { asset price stale } }');
  expect(data.price).toEqual({ asset: 'ETH', price: '3', stale: true });
});

test('without either, the answer is that it cannot be told just now', async () => {
  const ask = pricingGraph({ ...services, cache: noCache, database: noDatabase });
  const { data, errors } = await ask(SOURCES);
  expect(errors).toBeUndefined();
  expect(data.price).toEqual({ price: null, reason: 'TEMPORARILY_UNAVAILABLE', sources: null });
});

test('with an empty cache and no Postgres, nobody can say that there was no trade', async () => {
  const ask = pricingGraph({ ...services, database: noDatabase });
  const { data } = await ask('{ price(asset: "SOL") { reason sources { source } } }');
  expect(data.price).toEqual({ reason: 'TEMPORARILY_UNAVAILABLE', sources: [] });
});

describe('when Postgres goes away', () => {
  let doomed: TestDatabase;
  let database: Database;
  beforeEach(async () => {
    doomed = await createTestDatabase();
    database = await connectDatabase(doomed.url, { log });
  });
  afterEach(() => database.end());

  test('what is known stays known', async () => {
    const ask = pricingGraph({ ...services, database });
    await inCache(services.cache, trade('BTC', 'kraken-ws', '4'));
    await ask(PRICES);
    await doomed.drop();
    const { data } = await ask(PRICES);
    expect(data.prices).toMatchObject([
      { asset: 'BTC', price: '4' },
      { asset: 'NO-SUCH-COIN', reason: 'UNKNOWN_ASSET' },
    ]);
  });
});

test('a stalled Postgres delays a stale price by half a second, and once only', async () => {
  await inCache(services.cache, trade('XRP', 'kraken-ws', '0.50', 3600));
  const ask = pricingGraph({ ...services });
  await ask(PRICES); // the names that we know are read
  const client = new Client({ connectionString: services.databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN; LOCK TABLE last_prices IN ACCESS EXCLUSIVE MODE');
    const query = '{ price(asset: "XRP") { price stale } }';
    const [first, firstTook] = await timed(ask(query));
    expect(first.data.price).toEqual({ price: '0.50', stale: true });
    expect(firstTook).toBeGreaterThan(400);
    expect(firstTook).toBeLessThan(1_000);
    const [second, secondTook] = await timed(ask(query));
    expect(second.data.price.price).toBe('0.50');
    expect(secondTook).toBeLessThan(100);
  } finally {
    await client.end();
  }
});

const valkey = await startTestValkey();
afterAll(() => valkey?.stop());

(valkey ? describe : describe.skip)('a stalled cache', () => {
  const server = valkey as NonNullable<typeof valkey>;
  let cache: Cache;
  beforeAll(() => {
    cache = connectValkey(server.url, { log, commandTimeoutMs: 100 });
  });
  afterAll(() => cache.close());

  test('delays an answer by its time limit, no more, and once only', async () => {
    await inPostgres(services.database, trade('BTC', 'kraken-ws', '1.10'));
    const ask = pricingGraph({ ...services, cache });
    await ask(PRICES);
    server.pause();
    try {
      const [first, firstTook] = await timed(ask(PRICES));
      expect(first.data.prices[0].price).toBe('1.10');
      expect(firstTook).toBeLessThan(200);
      const [second, secondTook] = await timed(ask(PRICES));
      expect(second.data.prices[0].price).toBe('1.10');
      expect(secondTook).toBeLessThan(50);
    } finally {
      server.resume();
    }
  });
});
