import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { sql } from '../../platform/database.ts';
import { compileFeed } from '../../subgraphs/pricing/feeds/compile.ts';
import { enabledFeeds, enabledMappings } from '../../subgraphs/pricing/feeds/queries.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const SEED = readFileSync(join(import.meta.dirname, '../../sql/seed/pricing.sql'), 'utf8');

describe('the seeded feeds', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test?.drop());

  it('cover 150 assets, each in a category that exists', async () => {
    const row = await test.database.one(sql.unsafe`
      SELECT count(DISTINCT asset)::int4 AS assets, count(DISTINCT exchange_name)::int4 AS exchanges,
        count(*) FILTER (WHERE category NOT IN (SELECT category_name FROM asset_categories))::int4 AS lost
      FROM exchange_asset_map`);
    expect(row).toEqual({ assets: 150, exchanges: 6, lost: 0 });
  });

  it('subscribe as each exchange expects it', async () => {
    const mappings = (await enabledMappings(test.database)).filter(({ asset }) => asset === 'BTC' || asset === 'DOGE');
    const subscriptions = (await enabledFeeds(test.database)).map((row) => [
      row.exchangeName,
      compileFeed(
        row,
        mappings.filter(({ exchangeName }) => exchangeName === row.exchangeName),
      ).subscriptions,
    ]);
    expect(Object.fromEntries(subscriptions)).toEqual({
      coinbase: [
        '{"type":"subscribe","product_ids":["BTC-USD"],"channels":["matches"]}',
        '{"type":"subscribe","product_ids":["DOGE-USD"],"channels":["matches"]}',
      ],
      kraken: ['{"event":"subscribe","pair":["XBT/USD","XDG/USD"],"subscription":{"name":"trade"}}'],
      gemini: [
        '{"type":"subscribe","subscriptions":[{"name":"l2","symbols":["BTCUSD"]}]}',
        '{"type":"subscribe","subscriptions":[{"name":"l2","symbols":["DOGEUSD"]}]}',
      ],
      bitstamp: [
        '{"event":"bts:subscribe","data":{"channel":"live_trades_btcusd"}}',
        '{"event":"bts:subscribe","data":{"channel":"live_trades_dogeusd"}}',
      ],
      binance_us: ['{"method":"SUBSCRIBE","params":["btcusdt@aggTrade","dogeusdt@aggTrade"],"id":1}'],
      okx: [
        '{"op":"subscribe","args":[{"channel":"trades","instId":"BTC-USDT"}]}',
        '{"op":"subscribe","args":[{"channel":"trades","instId":"DOGE-USDT"}]}',
      ],
    });
  });

  it('leave alone what an administrator changed when they run again', async () => {
    const client = new Client({ connectionString: test.url });
    await client.connect();
    const snapshot = async () =>
      (
        await client.query(`
        SELECT (SELECT jsonb_agg(c ORDER BY c.id) FROM asset_categories c) AS categories,
          (SELECT jsonb_agg(f ORDER BY f.id) FROM exchange_feeds f) AS feeds,
          (SELECT jsonb_agg(m ORDER BY m.id) FROM exchange_asset_map m) AS map`)
      ).rows[0];
    await client.query(
      `UPDATE asset_categories SET description = 'ours', enabled = false WHERE category_name = 'DeFi'`,
    );
    await client.query(
      `UPDATE exchange_feeds SET ws_endpoint = 'wss://ours.example', enabled = false WHERE exchange_name = 'okx'`,
    );
    await client.query(`UPDATE exchange_asset_map SET exchange_symbol = 'ours', category = 'DeFi' WHERE asset = 'BTC'`);
    const before = await snapshot();
    await client.query(SEED);
    expect(await snapshot()).toEqual(before);
    await client.end();
  });
});
