import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { createMemoryCache } from '../../platform/memory-cache.ts';
import { connectValkey } from '../../platform/valkey.ts';
import { NOBODY } from '../../platform/viewer.ts';
import { priceKey } from '../../subgraphs/pricing/prices/entry.ts';
import { startTestValkey } from '../support/private-valkey.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { type Ask, ago, inCache, inPostgres, pricingGraph, trade } from './prices-support.ts';

const PRICE = `query ($asset: String!, $source: String) {
  price(asset: $asset, source: $source) { asset price source observedAt receivedAt ageSeconds stale reason }
}`;
const PRICES = `query ($assets: [String!]!, $source: String) {
  prices(assets: $assets, source: $source) { asset price source reason }
}`;
const SOURCES = `query ($asset: String!) {
  price(asset: $asset) { price sources { source price observedAt receivedAt ageSeconds stale } }
}`;

const valkey = await startTestValkey();
afterAll(() => valkey?.stop());
const CACHES: [string, Parameters<typeof testServices>[0]][] = [
  ['a real server', {}],
  ['memory', { cache: createMemoryCache() }],
];

describe.each(CACHES)('prices over %s', (_, options) => {
  let services: TestServices;
  let ask: Ask;

  beforeAll(async () => {
    services = await testServices(options);
  });
  afterAll(() => services.stop());
  beforeEach(async () => {
    await services.cache.remove(['BTC', 'ETH', 'SOL', 'XRP'].map(priceKey));
    await services.database.query(sql.unsafe`TRUNCATE last_prices`);
    // A store of its own, so that no test finds what another one remembered.
    ask = pricingGraph({ ...services });
    await ask(PRICE, { asset: 'NO-SUCH-ASSET' }); // the names that we know are read
    services.statements.length = 0;
  });

  const statements = (name: string): number =>
    services.statements.filter((text) => text.includes(`/* pricing.${name} */`)).length;

  describe('in the cache', () => {
    test('keep every digit, and say where they come from and how old they are', async () => {
      const sent = { ...trade('ETH', 'kraken-ws', '2369.50', 2), observedAt: ago(2).replace('000Z', '123Z') };
      await inCache(services.cache, sent);
      const { data, errors } = await ask(PRICE, { asset: 'ETH' });
      expect(errors).toBeUndefined();
      const { ageSeconds, ...rest } = data.price;
      expect(rest).toEqual({ ...sent, stale: false, reason: null });
      expect(ageSeconds).toBeGreaterThanOrEqual(2);
      expect(ageSeconds).toBeLessThan(30);
      expect(ageSeconds).toBe(Math.round(ageSeconds * 1000) / 1000);
      expect(services.statements).toEqual([]);
    });

    test('come from the freshest source, whichever wrote last', async () => {
      await inCache(
        services.cache,
        trade('ETH', 'kraken-ws', '1', 3),
        trade('ETH', 'coinbase-ws', '2', 1),
        trade('ETH', 'okx-ws', '3', 2),
      );
      const { data } = await ask(PRICE, { asset: 'ETH' });
      expect(data.price).toMatchObject({ price: '2', source: 'coinbase-ws' });
    });

    test('come from the source that was asked for, and from no other', async () => {
      await inCache(
        services.cache,
        trade('ETH', 'coinbase-ws', '1'),
        trade('ETH', 'kraken-ws', '2', 9),
        trade('ETH', 'simulated:okx-ws', '3'),
      );
      const from = async (source: string) => (await ask(PRICE, { asset: 'eth', source })).data.price;
      expect(await from('kraken-ws')).toMatchObject({ price: '2', source: 'kraken-ws' });
      expect(await from(' Kraken-WS')).toMatchObject({ price: '2', source: 'kraken-ws' });
      expect(await from('simulated:okx-ws')).toMatchObject({ price: '3', source: 'simulated:okx-ws' });
      expect(await from('okx-ws')).toMatchObject({ price: null, source: null, reason: 'NO_TRADE_YET' });
      expect(await from('nyse')).toMatchObject({ asset: 'ETH', price: null, reason: 'UNKNOWN_SOURCE' });
      expect(await from('simulated:nyse')).toMatchObject({ price: null, reason: 'UNKNOWN_SOURCE' });
      expect(await from('constructor')).toMatchObject({ price: null, reason: 'UNKNOWN_SOURCE' });
    });

    test('that a simulator left behind answer to their own name only', async () => {
      await inCache(
        services.cache,
        trade('ETH', 'simulated:okx-ws', '3', 3600),
        trade('ETH', 'kraken-ws', '2', 7200),
        trade('BTC', 'simulated:okx-ws', '4', 3600),
      );
      expect((await ask(PRICE, { asset: 'ETH' })).data.price).toMatchObject({ price: '2', stale: true });
      expect((await ask(PRICE, { asset: 'BTC' })).data.price).toMatchObject({ price: null, reason: 'NO_TRADE_YET' });
      const named = await ask(PRICE, { asset: 'BTC', source: 'simulated:okx-ws' });
      expect(named.data.price).toMatchObject({ price: '4', stale: true });
    });

    test('never give way to simulated ones, however fresh those are', async () => {
      await inCache(
        services.cache,
        trade('ETH', 'simulated:kraken-ws', '3', 1),
        trade('ETH', 'kraken-ws', '2', 9),
        trade('ETH', 'simulated:okx-ws', '4', 0),
        trade('SOL', 'simulated:okx-ws', '5', 1),
        trade('SOL', 'kraken-ws', '6', 7200),
        trade('XRP', 'simulated:okx-ws', '7', 1),
      );
      await inPostgres(services.database, trade('XRP', 'kraken-ws', '8', 7200));
      const { data } = await ask(PRICES, { assets: ['ETH', 'SOL', 'XRP'] });
      expect(data.prices).toMatchObject([
        { asset: 'ETH', price: '2', source: 'kraken-ws' },
        { asset: 'SOL', price: '6', source: 'kraken-ws' },
        { asset: 'XRP', price: '8', source: 'kraken-ws' },
      ]);
    });

    test('are simulated ones where there are no others, at the cost of one statement in ten seconds', async () => {
      await inCache(
        services.cache,
        trade('BTC', 'simulated:okx-ws', '1', 3),
        trade('BTC', 'simulated:kraken-ws', '2', 1),
      );
      for (let round = 0; round < 5; round++) {
        const { data } = await ask(PRICE, { asset: 'BTC' });
        expect(data.price).toMatchObject({ price: '2', source: 'simulated:kraken-ws', stale: false });
        if (round === 3) await delay(1_010); // what Postgres answered is forgotten after a second
      }
      expect(statements('lastPrices')).toBe(1);
    });

    test('are listed by source, the freshest first, and only when selected', async () => {
      const [kraken, okx] = [trade('ETH', 'kraken-ws', '1.10', 90), trade('ETH', 'okx-ws', '1.20', 1)];
      await inCache(services.cache, kraken, okx);
      const { data } = await ask(SOURCES, { asset: 'ETH' });
      expect(data.price.sources).toMatchObject([
        { source: 'okx-ws', price: '1.20', observedAt: okx.observedAt, receivedAt: okx.receivedAt, stale: false },
        { source: 'kraken-ws', price: '1.10', observedAt: kraken.observedAt, stale: true },
      ]);
      expect(data.price.sources[1].ageSeconds).toBeGreaterThanOrEqual(90);
    });

    test('of one asset are found whatever the case of its symbol', async () => {
      await inCache(services.cache, trade('BTC', 'kraken-ws', '1'));
      for (const asset of ['btc', 'Btc', ' BTC ']) {
        expect((await ask(PRICE, { asset })).data.price).toMatchObject({ asset: 'BTC', price: '1' });
      }
    });

    test('are answered in the order asked, as often as asked', async () => {
      await inCache(services.cache, trade('BTC', 'kraken-ws', '1'), trade('ETH', 'kraken-ws', '2'));
      const { data } = await ask(PRICES, { assets: ['ETH', 'nonsense', 'btc', 'ETH', 'SOL'] });
      expect(data.prices).toEqual([
        { asset: 'ETH', price: '2', source: 'kraken-ws', reason: null },
        { asset: 'nonsense', price: null, source: null, reason: 'UNKNOWN_ASSET' },
        { asset: 'BTC', price: '1', source: 'kraken-ws', reason: null },
        { asset: 'ETH', price: '2', source: 'kraken-ws', reason: null },
        { asset: 'SOL', price: null, source: null, reason: 'NO_TRADE_YET' },
      ]);
      expect((await ask(PRICES, { assets: [] })).data.prices).toEqual([]);
    });

    test('never have an age below zero', async () => {
      await inCache(services.cache, trade('BTC', 'kraken-ws', '1', -5));
      expect((await ask(PRICE, { asset: 'BTC' })).data.price).toMatchObject({ ageSeconds: 0, stale: false });
    });
  });

  describe('that are not in the cache', () => {
    test('are read from Postgres, digits and times kept, and put back', async () => {
      const stored = { ...trade('SOL', 'okx-ws', '150.10', 1), observedAt: ago(1).replace('000Z', '007Z') };
      await inPostgres(services.database, stored);
      services.statements.length = 0;
      expect((await ask(PRICE, { asset: 'SOL' })).data.price).toMatchObject({ ...stored, stale: false });
      expect(services.statements).toHaveLength(1);
      const [entries] = await services.cache.readHashes([priceKey('SOL')]);
      expect(entries).toEqual({ 'okx-ws': `${stored.observedAt} ${stored.receivedAt} 150.10` });
      // From here on the cache answers.
      expect((await pricingGraph(services)(PRICE, { asset: 'SOL' })).data.price.price).toBe('150.10');
      expect(statements('lastPrices')).toBe(1);
    });

    test('of many assets cost one statement', async () => {
      await inPostgres(services.database, trade('SOL', 'okx-ws', '1'), trade('XRP', 'okx-ws', '2'));
      const [{ data }, other] = await Promise.all([
        ask(PRICES, { assets: ['SOL', 'XRP', 'ETH'] }),
        ask(PRICE, { asset: 'BTC' }),
      ]);
      expect(data.prices.map(({ price }: { price: string }) => price)).toEqual(['1', '2', null]);
      expect(other.data.price.reason).toBe('NO_TRADE_YET');
      expect(statements('lastPrices')).toBe(1);
    });

    test('do not overwrite a live price when they are put back', async () => {
      await inCache(services.cache, trade('SOL', 'kraken-ws', '2', 1));
      await inPostgres(services.database, trade('SOL', 'kraken-ws', '1', 5), trade('SOL', 'okx-ws', '3', 5));
      const { data } = await ask(PRICE, { asset: 'SOL', source: 'okx-ws' });
      expect(data.price.price).toBe('3');
      const [entries] = await services.cache.readHashes([priceKey('SOL')]);
      expect(entries).toMatchObject({
        'kraken-ws': expect.stringMatching(/ 2$/),
        'okx-ws': expect.stringMatching(/ 3$/),
      });
    });

    test('are stale and say so; looking for a newer one costs a statement a second, not one per request', async () => {
      await inCache(services.cache, trade('SOL', 'okx-ws', '1', 3600));
      for (let round = 0; round < 5; round++) {
        const { data } = await ask(PRICE, { asset: 'SOL' });
        expect(data.price).toMatchObject({ price: '1', stale: true, reason: null });
        expect(data.price.ageSeconds).toBeGreaterThanOrEqual(3600);
      }
      expect(statements('lastPrices')).toBe(1);
    });

    test('are taken from Postgres where that is newer than a stale one', async () => {
      await inCache(services.cache, trade('SOL', 'okx-ws', '1', 3600), trade('SOL', 'kraken-ws', '2', 7200));
      await inPostgres(services.database, trade('SOL', 'okx-ws', '3', 5), trade('SOL', 'kraken-ws', '4', 9000));
      const { data } = await ask(SOURCES, { asset: 'SOL' });
      expect(data.price.price).toBe('3');
      expect(data.price.sources).toMatchObject([
        { source: 'okx-ws', price: '3' },
        { source: 'kraken-ws', price: '2' },
      ]);
    });

    test('are null with a reason, never zero, where nobody has traded yet', async () => {
      const { data, errors } = await ask(
        `{ price(asset: "SOL") { asset price source observedAt receivedAt ageSeconds stale reason sources { price } } }`,
      );
      expect(errors).toBeUndefined();
      expect(data.price).toEqual({
        asset: 'SOL',
        price: null,
        source: null,
        observedAt: null,
        receivedAt: null,
        ageSeconds: null,
        stale: null,
        reason: 'NO_TRADE_YET',
        sources: [],
      });
    });
  });

  describe('of what we do not know', () => {
    test.each([
      ['a made-up symbol', 'NO-SUCH-COIN', 'NO-SUCH-COIN'],
      ['nothing', '', ''],
      ['a property of every object', '__proto__', '__proto__'],
      ['control characters', 'BTC\0\n', 'BTC\0\n'],
      ['braces', '{BTC}', '{BTC}'],
      ['100,000 characters', 'A'.repeat(100_000), 'A'.repeat(64)],
    ])('cost nothing: %s', async (_name, asset, echoed) => {
      const { data, errors } = await ask(SOURCES.replace('price sources', 'asset price reason sources'), { asset });
      expect(errors).toBeUndefined();
      expect(data.price).toEqual({ asset: echoed, price: null, reason: 'UNKNOWN_ASSET', sources: [] });
      expect(services.statements).toEqual([]);
    });

    test('become known within a second of being added', async () => {
      await services.database.query(sql.unsafe`
        INSERT INTO exchange_asset_map (exchange_name, asset, exchange_symbol) VALUES ('okx', 'newcoin', 'NEWCOIN-USDT')`);
      await inCache(services.cache, trade('NEWCOIN', 'okx-ws', '7'));
      // A store that looked a moment ago looks again after a second; one that never looked, at once.
      const { data } = await pricingGraph({ ...services })(PRICE, { asset: 'newcoin' });
      expect(data.price).toMatchObject({ asset: 'NEWCOIN', price: '7' });
    });
  });

  describe('are refused', () => {
    test('to nobody', async () => {
      for (const query of ['{ price(asset: "BTC") { price } }', '{ prices(assets: ["BTC"]) { price } }']) {
        const { data, errors } = await ask(query, {}, NOBODY);
        expect(Object.values(data)).toEqual([null]);
        expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
      }
    });

    test('for more than 100 assets at once', async () => {
      const { errors } = await ask(PRICES, { assets: Array(101).fill('BTC') });
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'assets' });
      expect((await ask(PRICES, { assets: Array(100).fill('BTC') })).data.prices).toHaveLength(100);
    });
  });
});

(valkey ? test : test.skip)('a thousand requests for a price at once cost one round trip', async () => {
  const server = valkey as NonNullable<typeof valkey>;
  const services = await testServices();
  const cache = connectValkey(server.url, { log: services.log, commandTimeoutMs: 2_000 });
  try {
    const ask = pricingGraph({ ...services, cache });
    await inCache(cache, trade('BTC', 'kraken-ws', '1'), trade('ETH', 'kraken-ws', '2'));
    await ask(PRICE, { asset: 'BTC' });
    services.statements.length = 0;
    await server.ask('CONFIG', 'RESETSTAT');
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => ask(PRICE, { asset: index % 2 ? 'BTC' : 'ETH' })),
    );
    expect(answers.map(({ data }) => data.price.price)).toEqual(answers.map((_, index) => (index % 2 ? '1' : '2')));
    const statistics = String(await server.ask('INFO', 'commandstats'));
    expect(
      [...statistics.matchAll(/^cmdstat_(?:evalsha|eval|fcall)\w*:calls=(\d+)/gm)].map(([, calls]) => calls),
    ).toEqual(['1']);
    expect(services.statements).toEqual([]);
  } finally {
    await cache.close();
    await services.stop();
  }
});
