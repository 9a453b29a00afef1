/** Recorded traffic of the six exchanges, through the seeded rows and a real WebSocket: nothing missed, nothing extra. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { DEMO_KEY, syncDemoKey } from '../../subgraphs/identity/keys.ts';
import { startFeeds } from '../../subgraphs/pricing/feeds/feeds.ts';
import type { Trade } from '../../subgraphs/pricing/feeds/trade.ts';
import { priceStore } from '../../subgraphs/pricing/prices.ts';
import { startTestGateway } from '../support/gateway.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { type LocalExchange, startExchange } from './feeds-exchange.ts';

const RECORDINGS = join(import.meta.dirname, '../../../shared/feeds');
const EXCHANGES = ['coinbase', 'kraken', 'gemini', 'bitstamp', 'binance_us', 'okx'];
const recorded = existsSync(join(RECORDINGS, 'README.md'));
if (!recorded) process.stderr.write('feeds-recorded: skipped, ../shared/feeds is not there\n');

interface Expected {
  messages: number;
  trades: number;
  symbols: Record<string, { count: number; first_price: string; last_price: string; last_ts: string }>;
}

/** `2369.50` and `2369.5` are the same decimal. */
const normal = (price: string): string => (price.includes('.') ? price.replace(/\.?0+$/, '') : price);
const toMillisecond = (time: string): string => time.slice(0, '2021-04-17T16:43:53.864'.length);

(recorded ? describe : describe.skip)('recorded traffic', () => {
  let services: TestServices;
  beforeAll(async () => {
    services = await testServices();
  });
  afterAll(() => services?.stop());

  /** Maps every symbol of the recording to an asset of its own, `<exchange>:<symbol>`, and to nothing else. */
  async function mapOnly(exchange: string, symbols: readonly string[]): Promise<void> {
    const { database } = services;
    await database.query(sql.unsafe`DELETE FROM exchange_asset_map WHERE exchange_name = ${exchange}`);
    for (const symbol of symbols) {
      await database.query(sql.unsafe`
        INSERT INTO exchange_asset_map (exchange_name, asset, exchange_symbol)
        VALUES (${exchange}, ${`${exchange}:${symbol}`}, ${symbol})`);
    }
  }

  /** Plays each recording once to whoever connects to its server, and gives every trade that came of it. */
  async function play(exchanges: readonly string[]): Promise<{ trades: Trade[]; messages: Map<string, number> }> {
    const { database } = services;
    const servers = new Map<string, LocalExchange>();
    await database.query(sql.unsafe`UPDATE exchange_feeds SET enabled = false`);
    for (const exchange of exchanges) {
      const server = await startExchange();
      servers.set(exchange, server);
      await database.query(sql.unsafe`
        UPDATE exchange_feeds SET enabled = true, ws_endpoint = ${server.url} WHERE exchange_name = ${exchange}`);
    }
    const trades: Trade[] = [];
    const { writer } = priceStore(services);
    const onTrade = (trade: Trade) => {
      trades.push(trade);
      writer.accept(trade);
    };
    const feeds = await startFeeds(services, { mode: 'live', onTrade });
    await Promise.all(
      [...servers].map(async ([exchange, server]) => {
        const client = await server.client(0);
        await client.message(0);
        await client.send(...frames(exchange));
      }),
    );
    const status = feeds.status();
    expect(status.map(({ parseFailures, lastError }) => [parseFailures, lastError])).toEqual(
      exchanges.map(() => [0, null]),
    );
    await feeds.stop();
    for (const server of servers.values()) await server.stop();
    return { trades, messages: new Map(status.map(({ exchange, messages }) => [exchange, messages])) };
  }

  it('gives the expected trades of every symbol, all exchanges at once', async () => {
    for (const exchange of EXCHANGES) await mapOnly(exchange, Object.keys(expected(exchange).symbols));
    const { trades, messages } = await play(EXCHANGES);
    for (const exchange of EXCHANGES) {
      const { symbols, trades: total, messages: lines } = expected(exchange);
      expect([exchange, messages.get(exchange)]).toEqual([exchange, lines]);
      expect([exchange, trades.filter(({ asset }) => asset.startsWith(`${exchange}:`)).length]).toEqual([
        exchange,
        total,
      ]);
      for (const [symbol, { count, first_price, last_price, last_ts }] of Object.entries(symbols)) {
        const found = trades.filter(({ asset }) => asset === `${exchange}:${symbol}`);
        const last = found.at(-1);
        expect({
          symbol,
          count: found.length,
          first: normal(found[0]?.price ?? ''),
          last: normal(last?.price ?? ''),
          at: toMillisecond(last?.observedAt ?? ''),
        }).toEqual({
          symbol,
          count,
          first: normal(first_price),
          last: normal(last_price),
          at: toMillisecond(last_ts),
        });
        expect(new Set(found.map(({ source }) => source))).toEqual(new Set([`${exchange}-ws`]));
      }
    }
  });

  it('comes out of the prices query of the gateway, digit for digit', async () => {
    for (const exchange of EXCHANGES) await mapOnly(exchange, Object.keys(expected(exchange).symbols));
    const { trades } = await play(EXCHANGES);
    await priceStore(services).writer.stop(); // everything is written then
    await syncDemoKey(services.database, true);
    const gateway = await startTestGateway(services);
    try {
      const last = new Map(trades.map((trade) => [trade.asset, trade]));
      const { body } = await gateway.ask(
        'query ($assets: [String!]!) { prices(assets: $assets) { asset price source observedAt } }',
        { variables: { assets: [...last.keys()] }, headers: { 'X-API-Key': DEMO_KEY } },
      );
      expect(body.data.prices).toEqual(
        [...last.values()].map(({ asset, price, source, observedAt }) => ({
          asset: asset.toUpperCase(),
          price,
          source,
          observedAt,
        })),
      );
      expect(body.data.prices).toHaveLength(24);
    } finally {
      await gateway.stop();
    }
  });

  it('keeps the digits and the microseconds', async () => {
    await mapOnly('kraken', ['XMR/USD']);
    const { trades } = await play(['kraken']);
    expect(trades.map(({ price, observedAt }) => [price, observedAt])).toContainEqual([
      '354.11000000',
      '2021-04-17T16:49:02.557535Z',
    ]);
  });

  it('leaves out instruments that are not mapped, and knows a full channel name', async () => {
    await mapOnly('bitstamp', ['live_trades_btcusd']);
    const { trades } = await play(['bitstamp']);
    expect(trades).toHaveLength(expected('bitstamp').symbols.btcusd?.count ?? 0);
    expect(trades.at(-1)).toMatchObject({ price: '60553.64', observedAt: '2021-04-17T16:42:00.000000Z' });
  });
});

function expected(exchange: string): Expected {
  return JSON.parse(readFileSync(join(RECORDINGS, `${exchange}.expected.json`), 'utf8'));
}

function frames(exchange: string): string[] {
  const lines = readFileSync(join(RECORDINGS, `${exchange}.ndjson`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line).raw);
}
