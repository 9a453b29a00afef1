import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createLog } from '../../platform/log.ts';
import type { Trade } from '../../subgraphs/pricing/feeds/trade.ts';
import { priceKey } from '../../subgraphs/pricing/prices/entry.ts';
import { WriteBehind } from '../../subgraphs/pricing/prices/write-behind.ts';
import { PRICES_CHANGED, PriceWriter } from '../../subgraphs/pricing/prices/writer.ts';
import { lastPrices } from '../../subgraphs/pricing/queries.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { ago, goneCache, goneDatabase, trade } from './prices-support.ts';

describe('trades', () => {
  let services: TestServices;
  beforeAll(async () => {
    services = await testServices();
  });
  afterAll(() => services.stop());

  const entriesOf = async (symbol: string) => (await services.cache.readHashes([priceKey(symbol)]))[0];
  const saved = () => services.statements.filter((text) => text.includes('pricing.saveLastPrices')).length;

  test('are in the cache and announced at once, and in Postgres when the writer stops', async () => {
    const announced: string[] = [];
    const first = Promise.withResolvers<void>();
    const leave = await services.cache.subscribe(PRICES_CHANGED, (message) => {
      announced.push(...message.split('\n'));
      first.resolve();
    });
    const writer = new PriceWriter(services);
    const [older, newer] = [trade('BTC', 'kraken-ws', '2369.50', 1), trade('BTC', 'kraken-ws', '2369.500', 3)];
    writer.accept(older);
    writer.accept(trade('ETH', 'okx-ws', '1', 1));
    writer.accept(newer); // the last one counts, although its clock says otherwise
    await first.promise;
    expect(announced.sort()).toEqual(['BTC', 'ETH']);
    expect(await entriesOf('BTC')).toEqual({ 'kraken-ws': `${newer.observedAt} ${newer.receivedAt} 2369.500` });
    expect(saved()).toBe(0);

    await writer.stop();
    expect(saved()).toBe(1);
    expect(await lastPrices(services.database, ['BTC'])).toEqual([newer]);
    await leave();
  });

  test('replace what was received before them, whatever time the exchange gives', async () => {
    for (const [price, observed, received] of [
      ['1', 1, 1],
      ['2', 5, 0],
    ] as const) {
      const writer = new PriceWriter(services);
      writer.accept({ ...trade('SOL', 'okx-ws', price, observed), receivedAt: ago(received) });
      await writer.stop();
    }
    expect(await lastPrices(services.database, ['SOL'])).toMatchObject([{ price: '2' }]);
    expect((await entriesOf('SOL'))?.['okx-ws']).toMatch(/ 2$/);
  });

  test('that come late, from a process that was cut off, replace nothing that was received after them', async () => {
    for (const [price, received] of [
      ['1', 1],
      ['2', 5],
    ] as const) {
      const writer = new PriceWriter(services);
      writer.accept({ ...trade('ATOM', 'okx-ws', price, 9), receivedAt: ago(received) });
      if (price === '2') writer.accept(trade('ATOM', 'kraken-ws', '3', 5));
      await writer.stop();
    }
    const saved = await lastPrices(services.database, ['ATOM']);
    expect(saved.map(({ source, price }) => [source, price]).sort()).toEqual([
      ['kraken-ws', '3'],
      ['okx-ws', '1'],
    ]);
    expect(await entriesOf('ATOM')).toEqual({
      'kraken-ws': expect.stringMatching(/ 3$/),
      'okx-ws': expect.stringMatching(/ 1$/),
    });
  });

  test('are never observed later than they were received', async () => {
    const writer = new PriceWriter(services);
    const received = ago(0);
    writer.accept({ ...trade('XRP', 'okx-ws', '1', -60), receivedAt: received });
    await writer.stop();
    expect(await lastPrices(services.database, ['XRP'])).toMatchObject([
      { observedAt: received, receivedAt: received },
    ]);
    expect(await entriesOf('XRP')).toEqual({ 'okx-ws': `${received} ${received} 1` });
  });

  test('that cannot be held do not hold up the others', async () => {
    const writer = new PriceWriter(services);
    for (const price of ['', 'NaN', '1e5', '-1', '0x10', ' 1']) writer.accept(trade('ADA', 'okx-ws', price));
    writer.accept({ ...trade('ADA', 'okx-ws', '1'), observedAt: 'yesterday' });
    writer.accept(trade('DOT', 'okx-ws', '1'));
    await writer.stop();
    expect(await lastPrices(services.database, ['ADA', 'DOT'])).toMatchObject([{ asset: 'DOT' }]);
    expect(await entriesOf('ADA')).toEqual({});
  });

  test('of an asset that is mapped in lower case are found in upper case', async () => {
    const writer = new PriceWriter(services);
    writer.accept(trade('weth', 'okx-ws', '1'));
    await writer.stop();
    expect(await lastPrices(services.database, ['WETH'])).toHaveLength(1);
    expect(Object.keys((await entriesOf('WETH')) ?? {})).toEqual(['okx-ws']);
  });

  test('reach the store that is there when the other one is away', async () => {
    const [noDatabase, noCache] = [await goneDatabase(), goneCache()];
    const [toCacheOnly, toPostgresOnly] = [
      new PriceWriter({ ...services, database: noDatabase }),
      new PriceWriter({ ...services, cache: noCache }),
    ];
    toCacheOnly.accept(trade('AVAX', 'okx-ws', '1'));
    toPostgresOnly.accept(trade('LTC', 'okx-ws', '2'));
    await Promise.all([toCacheOnly.stop(), toPostgresOnly.stop()]);
    expect(Object.keys((await entriesOf('AVAX')) ?? {})).toEqual(['okx-ws']);
    expect(await lastPrices(services.database, ['LTC'])).toMatchObject([{ price: '2' }]);
    await Promise.all([noDatabase.end(), noCache.close()]);
  });
});

describe('write-behind', () => {
  /** A target that notes what it is given, and can be away. */
  function target() {
    const writes: Trade[][] = [];
    const state = { away: false, warnings: [] as string[] };
    const note = (...given: unknown[]) => void state.warnings.push(String(given.at(-1)));
    const buffer = new WriteBehind({
      target: 'the target',
      intervalMs: 1_000,
      retryMs: 250,
      log: { warn: note, error: note } as never,
      write: async (trades) => {
        if (state.away) throw new Error('away');
        writes.push([...trades]);
      },
    });
    return { buffer, writes, state };
  }
  afterEach(() => {
    jest.useRealTimers();
  });

  test('writes the latest of each asset and source at most once per interval', async () => {
    jest.useFakeTimers();
    const { buffer, writes } = target();
    for (let step = 0; step < 100; step++) {
      buffer.accept(trade('BTC', 'kraken-ws', String(step)));
      buffer.accept(trade('BTC', 'okx-ws', String(step)));
      await jest.advanceTimersByTimeAsync(50);
    }
    // 5 seconds of two trades each 50 ms.
    expect(writes.length).toBeGreaterThanOrEqual(4);
    expect(writes.length).toBeLessThanOrEqual(5);
    for (const batch of writes) expect(batch.map(({ source }) => source).sort()).toEqual(['kraken-ws', 'okx-ws']);
    await buffer.stop();
    expect(writes.at(-1)?.map(({ price }) => price)).toEqual(['99', '99']);
  });

  test('sleeps while there is nothing to write', async () => {
    jest.useFakeTimers();
    const { buffer, writes } = target();
    buffer.accept(trade('BTC', 'kraken-ws', '1'));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(writes).toHaveLength(1);
    expect(jest.getTimerCount()).toBe(0);
    await buffer.stop();
    expect(writes).toHaveLength(1);
  });

  test('keeps the latest of each while the target is away, says so once, and writes when it is back', async () => {
    jest.useFakeTimers();
    const { buffer, writes, state } = target();
    state.away = true;
    buffer.accept(trade('ETH', 'kraken-ws', '0'));
    for (let step = 0; step < 40; step++) {
      buffer.accept(trade('BTC', 'kraken-ws', String(step)));
      await jest.advanceTimersByTimeAsync(100);
    }
    expect(writes).toEqual([]);
    expect(state.warnings).toEqual(['prices cannot be written to the target; the latest are kept']);
    state.away = false;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(
      writes
        .flat()
        .map(({ asset, price }) => `${asset} ${price}`)
        .sort(),
    ).toEqual(['BTC 39', 'ETH 0']);
    expect(state.warnings.at(-1)).toBe('prices are written to the target again');
  });

  test('does not put what could not be written above what came in meanwhile', async () => {
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const written: string[] = [];
    const buffer = new WriteBehind({
      target: 'the target',
      intervalMs: 0,
      retryMs: 0,
      log: createLog('silent'),
      write: async (trades) => {
        if (written.length > 0) {
          written.push(...trades.map(({ price }) => price));
          second.resolve();
          return;
        }
        written.push('failed');
        buffer.accept(trade('BTC', 'kraken-ws', '2'));
        first.resolve();
        throw new Error('away');
      },
    });
    buffer.accept(trade('BTC', 'kraken-ws', '1'));
    await first.promise;
    await second.promise;
    expect(written).toEqual(['failed', '2']);
    await buffer.stop();
  });

  test('says how much is lost where the target is away to the end', async () => {
    const { buffer, state } = target();
    state.away = true;
    buffer.accept(trade('BTC', 'kraken-ws', '1'));
    await buffer.stop();
    expect(state.warnings.at(-1)).toBe('1 latest prices could not be written to the target');
  });
});
