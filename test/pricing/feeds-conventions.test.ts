/** Each convention of the columns of `exchange_feeds`, by what a row makes of a message. */
import { describe, expect, it } from '@jest/globals';
import { compile, read } from './feeds-support.ts';

const TIME = '2026-03-01T12:00:00.123456Z';
const TRADE = { type: 'trade', symbol: 'BTC-USD', price: '97450.10', time: TIME };
const BTC = { asset: 'BTC', price: '97450.10', observedAt: TIME };

describe('trade_channel_match', () => {
  it('must hold in full: all terms, on parsed values', () => {
    const row = { tradeChannelMatch: 'type=trade & meta.live=true&meta.version=2&meta.book=x=y' };
    const meta = { live: true, version: 2, book: 'x=y' };
    expect(read(row, { ...TRADE, meta }).trades).toEqual([BTC]);
    expect(read(row, { ...TRADE, meta: { ...meta, live: 'true', version: '2' } }).trades).toEqual([BTC]);
    expect(read(row, { ...TRADE, meta: { ...meta, live: false } }).trades).toEqual([]);
    expect(read(row, { ...TRADE, meta: { ...meta, version: 3 } }).trades).toEqual([]);
    expect(read(row, { ...TRADE, meta: { ...meta, book: 'x' } }).trades).toEqual([]);
    expect(read(row, { ...TRADE, type: 'last_trade', meta }).trades).toEqual([]);
  });

  it('does not depend on how the JSON is written', () => {
    const spaced = `\n { "type" :\t"tr\\u0061de" , "symbol": "BTC-USD", "price" : "97450.10", "time": "${TIME}" } `;
    expect(read({}, spaced).trades).toEqual([BTC]);
    const large = spaced.replace('"price"', `"padding": "${'x'.repeat(5_000)}", "price"`);
    expect(read({}, large).trades).toEqual([BTC]);
    const numbered = JSON.stringify({ ...TRADE, padding: 'x'.repeat(5_000) });
    for (const number of ['77', '7.7e1', '"77"']) {
      expect(read({ tradeChannelMatch: 'n=77' }, numbered.replace('{', `{"n":${number},`)).trades).toEqual([BTC]);
    }
    expect(read({ tradeChannelMatch: 'n=77' }, numbered).trades).toEqual([]);
  });

  it('may be left out: then whatever has a symbol and a price is a trade', () => {
    const row = { tradeChannelMatch: ' ' };
    expect(read(row, TRADE).trades).toEqual([BTC]);
    expect(read(row, { event: 'subscribed', symbol: 'BTC-USD' })).toMatchObject({ trades: [], failures: 0 });
    expect(read(row, { heartbeat: 1 })).toMatchObject({ trades: [], failures: 0 });
  });
});

describe('array_path', () => {
  const row = {
    arrayPath: 'data',
    tradeChannelMatch: '$.channel=trades',
    pricePath: 'px',
    symbolPath: 'id',
    timestampPath: '$.at',
  };
  const message = {
    channel: 'trades',
    at: TIME,
    data: [
      { id: 'BTC-USD', px: '1.0' },
      { id: 'ETH-USD', px: '2.0' },
      { id: 'BTC-USD', px: '3.0' },
    ],
  };

  it('gives every element as a trade, in their order; $. means the message', () => {
    const { trades } = read(row, message, { BTC: 'BTC-USD', ETH: 'ETH-USD' });
    expect(trades.map(({ asset, price }) => [asset, price])).toEqual([
      ['BTC', '1.0'],
      ['ETH', '2.0'],
      ['BTC', '3.0'],
    ]);
    expect(trades[0]?.observedAt).toBe(TIME);
  });

  it('takes and leaves elements one by one, and asks the message for what they do not say', () => {
    const mixed = {
      kind: 'trade',
      events: [
        { type: 'trade', id: 'BTC-USD', px: '1' },
        { type: 'cancel', id: 'BTC-USD', px: '2' },
      ],
    };
    const elements = { ...row, arrayPath: 'events', timestampPath: null };
    expect(read({ ...elements, tradeChannelMatch: 'type=trade&kind=trade' }, mixed).trades).toHaveLength(1);
    expect(read({ ...elements, tradeChannelMatch: 'type=trade&kind=quote' }, mixed).trades).toHaveLength(0);
  });

  it('finds no trade where there is no array', () => {
    for (const data of [undefined, null, 'text', 7, {}, []]) {
      expect(read(row, { ...message, data })).toMatchObject({ trades: [], failures: 0 });
    }
  });
});

describe('msg_is_array', () => {
  it('reads positions in the message, counted from the end too', () => {
    const row = {
      msgIsArray: true,
      tradeChannelMatch: '1=te',
      pricePath: '2.-1',
      symbolPath: '-1',
      timestampPath: '2.0',
      timestampFormat: 'unix_ms',
    };
    expect(read(row, [7, 'te', [1772366400123, 'x', '97450.10'], 'BTC-USD']).trades).toEqual([
      { ...BTC, observedAt: '2026-03-01T12:00:00.123000Z' },
    ]);
    expect(read(row, [7, 'tu', [1772366400123, 'x', '97450.10'], 'BTC-USD']).trades).toEqual([]);
  });

  it('reads an array of trades inside an array', () => {
    const row = {
      msgIsArray: true,
      arrayPath: '1',
      tradeChannelMatch: '$.-2=trade',
      pricePath: '0',
      symbolPath: '$.-1',
      timestampPath: '2',
      timestampFormat: 'unix',
    };
    const message = [
      9,
      [
        ['1.10', '5', '1772366400.123456'],
        ['1.20', '5', '1772366400.2'],
      ],
      'trade',
      'BTC-USD',
    ];
    expect(read(row, message).trades).toEqual([
      { asset: 'BTC', price: '1.10', observedAt: '2026-03-01T12:00:00.123456Z' },
      { asset: 'BTC', price: '1.20', observedAt: '2026-03-01T12:00:00.200000Z' },
    ]);
  });

  it('reads a message that is a list of objects', () => {
    expect(read({ msgIsArray: true }, [TRADE, { ...TRADE, type: 'quote' }, TRADE]).trades).toEqual([BTC, BTC]);
    expect(read({ msgIsArray: true, arrayPath: '$' }, [TRADE]).trades).toEqual([BTC]);
  });

  it('takes no object for a trade', () => {
    expect(read({ msgIsArray: true }, TRADE).trades).toEqual([]);
    expect(read({ arrayPath: 'data' }, { data: [TRADE] }).trades).toEqual([BTC]);
    expect(read({ arrayPath: 'data', msgIsArray: true }, { data: [TRADE] }).trades).toEqual([]);
  });
});

describe('symbols', () => {
  it('match without regard to case; what is not mapped is left out', () => {
    expect(read({}, { ...TRADE, symbol: 'btc-UsD' }).trades).toEqual([BTC]);
    expect(read({}, { ...TRADE, symbol: 'ETH-USD' })).toMatchObject({ trades: [], failures: 0 });
    expect(read({}, { ...TRADE, symbol: '__proto__' })).toMatchObject({ trades: [], failures: 0 });
    expect(read({}, { ...TRADE, symbol: 17 }, { BTC: '17' }).trades).toEqual([BTC]);
  });

  it('may stand for several of our assets', () => {
    expect(read({}, TRADE, { BTC: 'BTC-USD', XBT: 'btc-usd' }).trades.map(({ asset }) => asset)).toEqual([
      'BTC',
      'XBT',
    ]);
  });

  it.each(['btcusd', 'live_trades_btcusd', 'BTCUSD'])(
    'may be part of a channel name: %s in the map',
    (exchangeSymbol) => {
      const row = {
        symbolTemplate: 'live_trades_{symbol}',
        symbolStyle: 'lowercase',
        symbolPath: 'channel',
        subscribeTemplate: '{"channel":"{symbol}"}',
      };
      expect(compile(row, { BTC: exchangeSymbol }).subscriptions).toEqual(['{"channel":"live_trades_btcusd"}']);
      for (const channel of ['live_trades_btcusd', 'btcusd']) {
        expect(read(row, { ...TRADE, channel }, { BTC: exchangeSymbol }).trades).toEqual([BTC]);
      }
      expect(read(row, { ...TRADE, channel: 'order_book_btcusd' }, { BTC: exchangeSymbol }).trades).toEqual([]);
    },
  );

  it('keep the case of what the template adds to them', () => {
    const row = { symbolTemplate: '{symbol}@aggTrade', symbolStyle: 'lowercase' };
    expect(compile(row, { BTC: 'BTCUSDT' }).subscriptions).toEqual(['{"subscribe":["btcusdt@aggTrade"]}']);
    expect(compile({ symbolStyle: 'uppercase' }, { BTC: 'btc-usd' }).subscriptions).toEqual([
      '{"subscribe":["BTC-USD"]}',
    ]);
  });

  it('are built by the template where the map leaves them blank', () => {
    const row = { symbolSeparator: '_', pairSuffix: 'EUR' };
    expect(compile(row, { BTC: '', ETH: 'ETHEUR' }).subscriptions).toEqual(['{"subscribe":["BTC_EUR","ETHEUR"]}']);
    expect(compile({ ...row, symbolTemplate: 't.{symbol}' }, { BTC: ' ' }).subscriptions).toEqual([
      '{"subscribe":["t.BTC_EUR"]}',
    ]);
    expect(read(row, { ...TRADE, symbol: 'BTC_EUR' }, { BTC: '' }).trades).toEqual([BTC]);
  });
});

describe('subscribe_template', () => {
  const symbols = { BTC: 'BTC-USD', ETH: 'ETH-USD' };

  it('puts all instruments into one message, or sends one message for each', () => {
    expect(compile({}, symbols).subscriptions).toEqual(['{"subscribe":["BTC-USD","ETH-USD"]}']);
    expect(compile({ subscribeTemplate: '{"id":"t:{symbol}"}' }, symbols).subscriptions).toEqual([
      '{"id":"t:BTC-USD"}',
      '{"id":"t:ETH-USD"}',
    ]);
  });

  it('may name no instrument, or be left out', () => {
    expect(compile({ subscribeTemplate: '{"all":true}' }, symbols).subscriptions).toEqual(['{"all":true}']);
    expect(compile({ subscribeTemplate: null }, symbols).subscriptions).toEqual([]);
  });

  it('stays JSON whatever a symbol holds', () => {
    const odd = 'a"b\\c$&{x}';
    expect(JSON.parse(compile({}, { ODD: odd }).subscriptions[0] ?? '')).toEqual({ subscribe: [odd] });
    const [single] = compile({ subscribeTemplate: '{"s":"{symbol}"}' }, { ODD: odd }).subscriptions;
    expect(JSON.parse(single ?? '')).toEqual({ s: odd });
  });
});

describe('price_path', () => {
  it.each([
    ['2369.50', '2369.50'],
    ['0.10', '0.10'],
    ['60497.550000000000000001', '60497.550000000000000001'],
    ['12345678901234567890.12', '12345678901234567890.12'],
    ['1.0E-7', '0.00000010'],
    ['5', '5'],
  ])('keeps the digits of the JSON number %s', (sent, price) => {
    const message = `{"type":"trade","symbol":"BTC-USD","volume":1.5,"price":${sent},"time":"${TIME}"}`;
    expect(read({}, message).trades).toEqual([{ ...BTC, price }]);
  });

  it('keeps them in arrays too', () => {
    const row = {
      arrayPath: 'd',
      pricePath: '1',
      symbolPath: '$.s',
      timestampPath: '0',
      timestampFormat: 'unix',
      tradeChannelMatch: null,
    };
    const message = '{"s":"BTC-USD","d":[[1772366400.1234567,2.50],[1772366401.100000,3.00]]}';
    expect(read(row, message).trades).toEqual([
      { asset: 'BTC', price: '2.50', observedAt: '2026-03-01T12:00:00.123456Z' },
      { asset: 'BTC', price: '3.00', observedAt: '2026-03-01T12:00:01.100000Z' },
    ]);
  });

  it.each(['0', '"0.000"', '-1', '"-1"', '""', '"abc"', 'null', 'true', '{}', '[]', '1e400', '"1e400"'])(
    'takes %s for no price, and counts it',
    (sent) => {
      const message = `{"type":"trade","symbol":"BTC-USD","price":${sent},"time":"${TIME}"}`;
      const { trades, failures, problem } = read({}, message);
      expect(trades).toEqual([]);
      expect(failures).toBe(1);
      expect(problem).toMatch(/^price_path leads to .*, which is no price$/);
    },
  );
});

describe('timestamp_path', () => {
  it.each([
    ['unix', 1772366400.5, '2026-03-01T12:00:00.500000Z'],
    ['unix', '1772366400.123456', '2026-03-01T12:00:00.123456Z'],
    ['unix_ms', 1772366400123, '2026-03-01T12:00:00.123000Z'],
    ['unix_ms', '1772366400123.456', '2026-03-01T12:00:00.123456Z'],
    ['rfc3339', '2026-03-01T13:00:00+01:00', '2026-03-01T12:00:00.000000Z'],
    [null, TIME, TIME],
    ['', TIME, TIME],
  ])('is read as %s', (timestampFormat, time, observedAt) => {
    expect(read({ timestampFormat }, { ...TRADE, time }).trades).toEqual([{ ...BTC, observedAt }]);
  });

  it('may be left out: the time of receipt takes its place', () => {
    expect(read({ timestampPath: null }, { ...TRADE, time: 'whatever' }).trades).toEqual([
      { ...BTC, observedAt: null },
    ]);
  });

  it.each([undefined, null, 'yesterday', 1772366400, '1970-01-21T12:19:26Z', '2999-01-01T00:00:00Z', {}])(
    'takes %p for no time of a trade, and counts it',
    (time) => {
      const { trades, failures, problem } = read({}, { ...TRADE, time });
      expect(trades).toEqual([]);
      expect(failures).toBe(1);
      expect(problem).toMatch(/^timestamp_path leads to .*, which is no time of a trade$/);
    },
  );
});

describe('heartbeats', () => {
  it.each([
    [
      { heartbeatMethod: 'ping', pingIntervalSec: 20 },
      { everyMs: 20_000, message: null },
    ],
    [
      { heartbeatMethod: 'ping', pingIntervalSec: 20, pingMessage: 'ping' },
      { everyMs: 20_000, message: null },
    ],
    [
      { heartbeatMethod: 'message', pingIntervalSec: 5, pingMessage: 'ping' },
      { everyMs: 5_000, message: 'ping' },
    ],
    [
      { heartbeatMethod: null, pingIntervalSec: 5, pingMessage: 'ping' },
      { everyMs: 5_000, message: 'ping' },
    ],
    [{ heartbeatMethod: 'none', pingIntervalSec: 5, pingMessage: 'ping' }, null],
    [{ heartbeatMethod: 'ping', pingIntervalSec: 0 }, null],
    [{ heartbeatMethod: 'ping', pingIntervalSec: null }, null],
  ])('%#', (row, heartbeat) => expect(compile(row).heartbeat).toEqual(heartbeat));
});
