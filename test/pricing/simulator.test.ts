import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { sql } from '../../platform/database.ts';
import { type FeedsHandle, startFeeds } from '../../subgraphs/pricing/feeds/feeds.ts';
import type { Trade } from '../../subgraphs/pricing/feeds/trade.ts';
import { LEVELS } from '../../subgraphs/pricing/simulator/levels.ts';
import { Market } from '../../subgraphs/pricing/simulator/market.ts';
import { startSimulator } from '../../subgraphs/pricing/simulator/simulator.ts';
import { type TestServices, testServices } from '../support/services.ts';

describe('the simulated market', () => {
  it('walks the same for the same seed, and otherwise for another', () => {
    const walk = (seed: number): string[] => {
      const market = new Market(seed);
      return Array.from({ length: 50 }, () => market.next('BTC'));
    };
    expect(walk(7)).toEqual(walk(7));
    expect(walk(7)).not.toEqual(walk(8));
    expect(new Set(walk(7)).size).toBeGreaterThan(40);
  });

  it.each(['BTC', 'PEPE', 'USDC', 'NOBODYKNOWS'])('stays plausible for %s however long it walks', (asset) => {
    const market = new Market(3);
    const level = Number(LEVELS[asset] ?? '1');
    const room = asset === 'USDC' ? 0.004 : 0.21;
    const prices = Array.from({ length: 20_000 }, () => market.next(asset));
    const odd = prices.filter((price) => !/^\d+\.\d+$/.test(price) || Math.abs(Number(price) / level - 1) > room);
    expect(odd).toEqual([]);
  });
});

describe('the simulator', () => {
  let services: TestServices;
  let feeds: FeedsHandle | undefined;
  beforeAll(async () => {
    services = await testServices();
  });
  afterAll(() => services?.stop());
  afterEach(() => feeds?.stop());

  it('gives every seeded asset of every exchange a price, loudly labelled, and keeps them moving', async () => {
    const wanted = await services.database.anyFirst(sql.unsafe`
      SELECT 'simulated:' || exchange_name || '-ws ' || asset FROM exchange_asset_map`);
    const missing = new Set(wanted as string[]);
    const odd: Trade[] = [];
    const after = new Map<string, number>();
    await new Promise<void>((resolve, reject) => {
      startFeeds(services, {
        mode: 'simulate',
        simulation: { rate: 200 },
        timing: { spacingMs: 0 },
        onTrade: (trade) => {
          missing.delete(`${trade.source} ${trade.asset}`);
          if (!/^\d+(\.\d+)?$/.test(trade.price) || trade.observedAt > trade.receivedAt) odd.push(trade);
          if (missing.size === 0) after.set(trade.source, (after.get(trade.source) ?? 0) + 1);
          if (after.size === 6 && [...after.values()].every((count) => count > 20)) resolve();
        },
      }).then((handle) => {
        feeds = handle;
      }, reject);
    });
    expect(odd).toEqual([]);
    const status = feeds?.status() ?? [];
    expect(status.map(({ exchange }) => exchange)).toEqual([
      'binance_us',
      'bitstamp',
      'coinbase',
      'gemini',
      'kraken',
      'okx',
    ]);
    for (const one of status) expect(one).toMatchObject({ connected: true, parseFailures: 0, lastError: null });
  });

  it('shows older trades as the exchanges do, and they are not counted', async () => {
    const seen: Trade[] = [];
    await services.database.query(sql.unsafe`UPDATE exchange_asset_map SET enabled = asset = 'BTC'`);
    await new Promise<void>((resolve, reject) => {
      startFeeds(services, {
        mode: 'simulate',
        simulation: { rate: 0 },
        onTrade: (trade) => {
          seen.push(trade);
          if (new Set(seen.map(({ source }) => source)).size === 6) resolve();
        },
      }).then((handle) => {
        feeds = handle;
      }, reject);
    });
    expect(seen).toHaveLength(6);
    expect(seen.every(({ asset }) => asset === 'BTC')).toBe(true);
    const coinbase = feeds?.status().find(({ exchange }) => exchange === 'coinbase');
    expect(coinbase).toMatchObject({ messages: 3, trades: 1 });
    await services.database.query(sql.unsafe`UPDATE exchange_asset_map SET enabled = true`);
  });

  it('says so of an exchange that it does not know', async () => {
    await services.database.query(sql.unsafe`
      INSERT INTO exchange_feeds (exchange_name, display_name, ws_endpoint, symbol_template, source_tag, price_path, symbol_path)
      VALUES ('septima', 'Septima', 'wss://septima.example', '{symbol}', 'septima-ws', 'p', 's')`);
    await services.database.query(sql.unsafe`
      INSERT INTO exchange_asset_map (exchange_name, asset, exchange_symbol) VALUES ('septima', 'BTC', 'BTC')`);
    feeds = await startFeeds(services, { mode: 'simulate', onTrade: () => {} });
    const septima = feeds.status().find(({ exchange }) => exchange === 'septima');
    expect(septima).toMatchObject({ connected: false, lastError: 'there is no simulation of septima' });
  });

  it('turns away other paths and lives through nonsense', async () => {
    const simulator = await startSimulator({ rate: 0 });
    const stray = new WebSocket(`${new URL(simulator.endpoint('okx')).origin}/__proto__`);
    expect(await new Promise((resolve) => stray.on('close', resolve))).toBe(1008);
    for (const exchange of ['coinbase', 'kraken', 'gemini', 'bitstamp', 'binance_us', 'okx']) {
      const client = new WebSocket(simulator.endpoint(exchange));
      await new Promise((resolve) => client.on('open', resolve));
      for (const nonsense of [
        '',
        'x',
        'null',
        '7',
        '[]',
        '{"type":"subscribe","event":"subscribe","op":"subscribe"}',
        '{"type":"subscribe","subscriptions":[null],"product_ids":7}',
      ]) {
        client.send(nonsense);
      }
      const pong = new Promise((resolve) => client.on('pong', resolve));
      client.ping();
      await pong;
      client.terminate();
    }
    await simulator.stop();
  });

  it('does nothing at all when feeds are off', async () => {
    feeds = await startFeeds(services, { mode: 'off', onTrade: () => {} });
    expect(feeds.status()).toEqual([]);
  });
});
