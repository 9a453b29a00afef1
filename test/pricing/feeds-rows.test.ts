/** The rows of the moment decide what is read; nothing else does. */
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { readEnvironment } from '../../platform/environment.ts';
import { feedsMode } from '../../subgraphs/pricing/background.ts';
import { type FeedsHandle, startFeeds } from '../../subgraphs/pricing/feeds/feeds.ts';
import { exchangesReachable } from '../../subgraphs/pricing/feeds/reachable.ts';
import type { Trade } from '../../subgraphs/pricing/feeds/trade.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { type LocalExchange, startExchange } from './feeds-exchange.ts';

let services: TestServices;
let feeds: FeedsHandle | undefined;
let trades: Trade[] = [];
const exchanges: LocalExchange[] = [];

beforeAll(async () => {
  services = await testServices();
});
afterAll(() => services?.stop());
beforeEach(async () => {
  trades = [];
  await services.database.query(sql.unsafe`DELETE FROM exchange_feeds`);
  await services.database.query(sql.unsafe`DELETE FROM exchange_asset_map`);
});
afterEach(async () => {
  await feeds?.stop();
  feeds = undefined;
  for (const exchange of exchanges.splice(0)) await exchange.stop();
});

async function local(): Promise<LocalExchange> {
  const exchange = await startExchange();
  exchanges.push(exchange);
  return exchange;
}

async function start(): Promise<FeedsHandle> {
  feeds = await startFeeds(services, {
    mode: 'live',
    onTrade: (trade) => trades.push(trade),
    pollMs: 10,
    timing: { backoffMs: 5, maximumBackoffMs: 20, spacingMs: 1 },
  });
  return feeds;
}

/** A feed in the plainest form, which reads `{"s":"BTC-USD","p":"1.50"}`. */
async function addFeed(name: string, endpoint: string, symbols: Record<string, string>): Promise<void> {
  await services.database.query(sql.unsafe`
    INSERT INTO exchange_feeds (exchange_name, display_name, ws_endpoint, symbol_template, source_tag,
      subscribe_template, price_path, symbol_path)
    VALUES (${name}, ${name}, ${endpoint}, '{base}{separator}{quote}', ${`${name}-ws`}, '{"want":{symbols}}', 'p', 's')`);
  await addMappings(name, symbols);
}

async function addMappings(name: string, symbols: Record<string, string>): Promise<void> {
  for (const [asset, symbol] of Object.entries(symbols)) {
    await services.database.query(sql.unsafe`
      INSERT INTO exchange_asset_map (exchange_name, asset, exchange_symbol) VALUES (${name}, ${asset}, ${symbol})`);
  }
}

const statusOf = (exchange: string) => feeds?.status().find((status) => status.exchange === exchange);
const quote = (symbol: string, price: string): string => JSON.stringify({ s: symbol, p: price });

describe('a seventh exchange', () => {
  it('works from rows alone, however awkward its messages are', async () => {
    const exchange = await local();
    // A list of batches; the instrument is in the batch's channel, the price a number deep inside, the time fractional.
    await services.database.query(sql.unsafe`
      INSERT INTO exchange_feeds (exchange_name, display_name, ws_endpoint, pair_suffix, symbol_template,
        symbol_separator, symbol_style, source_tag, subscribe_template, trade_channel_match, msg_is_array, array_path,
        price_path, symbol_path, timestamp_path, timestamp_format, heartbeat_method, ping_interval_sec, ping_message)
      VALUES ('septima', 'Septima', ${`${exchange.url}/v9/feed?compact=1`}, 'EUR', 'spot:{symbol}:prints', '~', 'lowercase',
        'septima-ws', '{"op":"SUB","topics":[{"t":"{symbol}","depth":null}]}', '$.0.kind=prints&state.final=true&$.1.v=3',
        true, '-1.rows', 'body.-2.last', '$.0.topic', 'body.0', 'unix_ms', 'message', 1, '{"op":"beat"}')`);
    await addMappings('septima', { BTC: 'xbt~eur', ETH: '', DOGE: 'spot:xdg~eur:prints' });
    const handle = await start();
    const client = await exchange.client(0);
    const sent = [await client.message(0), await client.message(1), await client.message(2)];
    expect(sent.map((text) => JSON.parse(text).topics[0].t).sort()).toEqual([
      'spot:eth~eur:prints',
      'spot:xbt~eur:prints',
      'spot:xdg~eur:prints',
    ]);
    const batch = (topic: string, ...rows: string[]): string =>
      `[ {"kind" : "prints", "topic":"${topic}"}, {"v": 3}, {"rows": [${rows.join(', ')}]} ]`;
    const row = (time: string, price: string, final = 'true'): string =>
      `{"body": [${time}, {"last": ${price}}, "x"], "state": {"final" : ${final}}}`;
    await client.send(
      '{"op":"SUB","ok":true}',
      'hello',
      batch('SPOT:xbt~EUR:prints', row('1772366400123.456789', '97450.10'), row('1772366400124', '97450.20', 'false')),
      batch('spot:xbt~eur:book', row('1772366400124', '1')),
      batch('spot:eth~eur:prints', row('"1772366401000"', '3.4E+3'), row('1772366402000.5', '"3401.000"')),
      batch('spot:xdg~eur:prints', row('1772366403000', '0.180')).replace('"v": 3', '"v": 4'),
      batch('spot:xdg~eur:prints', row('1772366403000', '0.180')),
    );
    const source = 'septima-ws';
    expect(trades.map(({ receivedAt, ...trade }) => trade)).toEqual([
      { asset: 'BTC', source, price: '97450.10', observedAt: '2026-03-01T12:00:00.123456Z' },
      { asset: 'ETH', source, price: '3400', observedAt: '2026-03-01T12:00:01.000000Z' },
      { asset: 'ETH', source, price: '3401.000', observedAt: '2026-03-01T12:00:02.000500Z' },
      { asset: 'DOGE', source, price: '0.180', observedAt: '2026-03-01T12:00:03.000000Z' },
    ]);
    expect(handle.status()).toEqual([
      expect.objectContaining({
        exchange: 'septima',
        displayName: 'Septima',
        source,
        instruments: 3,
        connected: true,
        messages: 7,
        trades: 4,
        plainText: 1,
        parseFailures: 0,
        lastError: null,
      }),
    ]);
    expect(await client.message(3)).toBe('{"op":"beat"}');
  });
});

describe('a change of the rows', () => {
  it('is followed without a restart, and touches no other feed', async () => {
    const [one, other, elsewhere] = [await local(), await local(), await local()];
    await addFeed('one', one.url, { BTC: 'BTC-USD' });
    await addFeed('other', other.url, { BTC: 'BTC-USD' });
    await start();
    const client = await one.client(0);
    await client.message(0);
    await (await other.client(0)).message(0);

    await addMappings('one', { ETH: 'ETH-USD' });
    const again = await one.client(1);
    expect(await again.message(0)).toBe('{"want":["BTC-USD","ETH-USD"]}');
    await again.send(quote('ETH-USD', '3400.10'));
    expect(trades).toMatchObject([{ asset: 'ETH', source: 'one-ws', price: '3400.10' }]);

    await services.database.query(sql.unsafe`
      UPDATE exchange_feeds SET ws_endpoint = ${elsewhere.url}, price_path = 'q' WHERE exchange_name = 'one'`);
    const moved = await elsewhere.client(0);
    await moved.send(JSON.stringify({ s: 'BTC-USD', q: '5', p: '6' }));
    expect(trades.at(-1)).toMatchObject({ asset: 'BTC', price: '5' });

    await services.database.query(sql.unsafe`UPDATE exchange_feeds SET enabled = false WHERE exchange_name = 'one'`);
    await once(moved.socket, 'close');
    expect(statusOf('one')).toBeUndefined();

    await addFeed('third', one.url, { SOL: 'SOL-USD' });
    await (await one.client(2)).send(quote('SOL-USD', '7'));
    expect(trades.at(-1)).toMatchObject({ asset: 'SOL', source: 'third-ws' });
    expect(other.count()).toBe(1);
    expect(statusOf('other')).toMatchObject({ connected: true, lastError: null });
  });

  it('that means nothing to the reader leaves the connection alone', async () => {
    const [one, other] = [await local(), await local()];
    await addFeed('one', one.url, { BTC: 'BTC-USD' });
    await start();
    await one.client(0);
    await services.database.query(sql.unsafe`UPDATE exchange_feeds SET notes = 'seen', updated_at = now()`);
    await addFeed('other', other.url, { BTC: 'BTC-USD' });
    await other.client(0); // by then the new notes were seen too
    expect(one.count()).toBe(1);
  });

  it('is seen again once Postgres answers again', async () => {
    const one = await local();
    await addFeed('one', one.url, { BTC: 'BTC-USD' });
    await start();
    await one.client(0);
    await services.database.query(sql.unsafe`ALTER TABLE exchange_feeds RENAME TO exchange_feeds_away`);
    services.statements.length = 0;
    while (services.statements.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(statusOf('one')).toMatchObject({ connected: true });
    await services.database.query(sql.unsafe`ALTER TABLE exchange_feeds_away RENAME TO exchange_feeds`);
    await addMappings('one', { ETH: 'ETH-USD' });
    expect(await (await one.client(1)).message(0)).toBe('{"want":["BTC-USD","ETH-USD"]}');
  });
});

describe('a feed that fails', () => {
  it('costs no other feed anything', async () => {
    const [good, bad, gone] = [await local(), await local(), await startExchange()];
    await gone.stop();
    await addFeed('good', good.url, { BTC: 'BTC-USD' });
    await addFeed('bad', bad.url, { BTC: 'BTC-USD' });
    await addFeed('gone', gone.url, { BTC: 'BTC-USD' });
    await addFeed('mistaken', good.url, { BTC: 'BTC-USD' });
    await addFeed('unmapped', good.url, {});
    await services.database.query(sql.unsafe`
      UPDATE exchange_feeds SET price_path = NULL, symbol_style = 'odd' WHERE exchange_name = 'mistaken'`);
    const handle = await start();
    const client = await good.client(0);
    for (let index = 0; index < 3; index++) {
      const { socket } = await bad.client(index);
      socket.send('{"s":'.repeat(1_000));
      socket.send(`{"s":"BTC-USD","p":${'['.repeat(100_000)}`);
      await client.send(quote('BTC-USD', `${index + 1}`));
      socket.terminate();
    }
    expect(trades.map(({ source, price }) => [source, price])).toEqual([
      ['good-ws', '1'],
      ['good-ws', '2'],
      ['good-ws', '3'],
    ]);
    expect(good.count()).toBe(1);
    expect(handle.status().map(({ exchange }) => exchange)).toEqual(['bad', 'gone', 'good', 'mistaken', 'unmapped']);
    expect(statusOf('good')).toMatchObject({ connected: true, trades: 3, parseFailures: 0, lastError: null });
    expect(statusOf('mistaken')).toMatchObject({ connected: false });
    expect(statusOf('mistaken')?.lastError).toMatch(/symbol_style: "odd" is not one of .*; price_path: must be given/);
    expect(statusOf('unmapped')?.lastError).toContain('no instrument is switched on');
  });
});

describe('reaching the exchanges', () => {
  it('is true as soon as one answers', async () => {
    const [gone, one] = [await startExchange(), await local()];
    await gone.stop();
    await addFeed('gone', gone.url, { BTC: 'BTC-USD' });
    await addFeed('wrong', 'not an address', { BTC: 'BTC-USD' });
    expect(await exchangesReachable(services)).toBe(false);
    await addFeed('one', one.url, { BTC: 'BTC-USD' });
    expect(await exchangesReachable(services)).toBe(true);
    await services.database.query(sql.unsafe`UPDATE exchange_feeds SET enabled = false WHERE exchange_name = 'one'`);
    expect(await exchangesReachable(services)).toBe(false);
  });

  it('falls back on simulated prices only where nobody else would read them', async () => {
    const modeWith = (settings: Record<string, string>) =>
      feedsMode({ ...services, environment: readEnvironment({ NODE_ENV: 'development', ...settings }) });
    expect(await modeWith({})).toBe('simulate');
    expect(await modeWith({ DATABASE_URL: 'postgres://localhost/shared' })).toBe('live');
    expect(await modeWith({ VALKEY_URL: 'valkey://localhost' })).toBe('live');
    expect(await modeWith({ NODE_ENV: 'production' })).toBe('live');
    expect(await modeWith({ VALKEY_URL: 'valkey://localhost', FEEDS: 'simulate' })).toBe('simulate');
    await addFeed('one', (await local()).url, { BTC: 'BTC-USD' });
    expect(await modeWith({})).toBe('live');
  });

  it('does not wait longer than told for one that says nothing', async () => {
    const { createServer } = await import('node:net');
    const mute = createServer(() => {}).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const { port } = mute.address() as { port: number };
    await addFeed('mute', `ws://127.0.0.1:${port}`, { BTC: 'BTC-USD' });
    const started = performance.now();
    expect(await exchangesReachable(services, 100)).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_500);
    mute.close();
  });
});
