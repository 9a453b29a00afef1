/** Rows that cannot work say why; frames that make no sense cost nothing but themselves. */
import { describe, expect, it } from '@jest/globals';
import { compile, problemsOf, read } from './feeds-support.ts';

const TIME = '2026-03-01T12:00:00.123456Z';

describe('a row that cannot work', () => {
  it.each([
    [{ wsEndpoint: 'testex.example' }, 'ws_endpoint: "testex.example" is not an address'],
    [{ wsEndpoint: 'https://testex.example' }, 'ws_endpoint: "https://testex.example" is not an address'],
    [{ sourceTag: ' ' }, 'source_tag: must be given'],
    [{ subscribeFormat: 'xml' }, 'subscribe_format: "xml" is not one of json'],
    [{ subscribeTemplate: '{"s":"{symbols}"}' }, 'subscribe_template: is no JSON once it is filled in'],
    [{ subscribeTemplate: '{"s":{symbol}}' }, 'subscribe_template: is no JSON once it is filled in'],
    [{ symbolStyle: 'lowercas' }, 'symbol_style: "lowercas" is not one of standard, lowercase, uppercase'],
    [{ symbolTemplate: '{coin}-{symbol}' }, 'symbol_template: {coin} means nothing'],
    [{ symbolTemplate: '{symbol}{symbol}' }, 'symbol_template: {symbol} may stand in it once'],
    [{ tradeChannelMatch: 'match' }, 'trade_channel_match: "match" is not of the form path=value'],
    [{ tradeChannelMatch: 'a=b&' }, 'trade_channel_match: "" is not of the form path=value'],
    [{ tradeChannelMatch: '=trade' }, 'trade_channel_match: "" is not a path'],
    [{ pricePath: null }, 'price_path: must be given'],
    [{ pricePath: 'a..b' }, 'price_path: "a..b" is not a path'],
    [{ symbolPath: '' }, 'symbol_path: must be given'],
    [{ arrayPath: 'data.' }, 'array_path: "data." is not a path'],
    [{ timestampPath: '.' }, 'timestamp_path: "." is not a path'],
    [{ timestampFormat: 'epoch' }, 'timestamp_format: "epoch" is not one of rfc3339, unix, unix_ms'],
    [{ heartbeatMethod: 'shout' }, 'heartbeat_method: "shout" is not one of'],
    [{ heartbeatMethod: 'ping', pingIntervalSec: 2_147_484 }, 'ping_interval_sec: 2147484 is more than 3600'],
    [{ heartbeatMethod: 'message', pingIntervalSec: 5 }, 'heartbeat_method: "message" needs a ping_message'],
  ])('%j', (row, problem) => {
    const problems = problemsOf(row);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it('says everything that is wrong with it at once', () => {
    expect(problemsOf({ wsEndpoint: 'x', pricePath: '', symbolStyle: 'x', timestampFormat: 'x' })).toHaveLength(4);
    expect(problemsOf({}, {})).toEqual(['exchange_asset_map: no instrument is switched on']);
  });
});

describe('poisoned frames', () => {
  const rows = [
    {},
    { tradeChannelMatch: null },
    { arrayPath: 'data', tradeChannelMatch: null },
    { msgIsArray: true, pricePath: '1', symbolPath: '0', timestampPath: '-1', tradeChannelMatch: null },
  ];
  const frames = [
    '',
    ' ',
    'pong',
    '{',
    '[',
    '{"type":"trade"',
    'null',
    '"trade"',
    '1e999999',
    '{}',
    '[]',
    '[[]]',
    '{"__proto__":{"type":"trade"}}',
    '{"constructor":1,"toString":2,"type":"trade","symbol":{"toLowerCase":1},"price":{}}',
    `{"type":"trade","symbol":"BTC-USD","price":${'9'.repeat(100_000)},"time":"${TIME}"}`,
    `{"type":"trade","symbol":"BTC-USD","price":1e${'9'.repeat(10_000)},"time":"${TIME}"}`,
    `{"type":"trade","symbol":"BTC-USD","price":5,"deep":${'['.repeat(200_000)}${']'.repeat(200_000)},"time":"${TIME}"}`,
    `${'['.repeat(500_000)}${']'.repeat(500_000)}`,
    `${'{"data":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
    `{"type":"trade","symbol":"${'\\ud800'.repeat(1_000)}","price":"1","time":"${TIME}"}`,
    `{"data":[${'null,'.repeat(10_000)}1]}`,
    '\u0000\u0001\u0002',
    '[null,true,{"a":[]},"x",1e5]',
  ];

  it('never throw and are never a trade', () => {
    for (const row of rows) {
      const { read: readFrame } = compile(row);
      for (const frame of frames)
        expect([frame.slice(0, 60), readFrame(Buffer.from(frame)).trades]).toEqual([frame.slice(0, 60), []]);
      expect(readFrame(Buffer.from([0xff, 0xfe, 0x7b, 0xc0])).trades).toEqual([]);
    }
  });

  it('are counted: plain text as such, broken JSON as failures', () => {
    expect(read({}, 'pong')).toMatchObject({ plainText: true, failures: 0 });
    expect(read({}, '')).toMatchObject({ plainText: true, failures: 0 });
    expect(read({}, '{"type":"tra')).toMatchObject({ plainText: false, failures: 1 });
    expect(read({}, '{"some":"other message",}')).toMatchObject({ plainText: false, failures: 1 });
    expect(read({}, { some: 'other message' })).toMatchObject({ plainText: false, failures: 0 });
  });

  it('cost a message its bad trades only', () => {
    const row = { arrayPath: 'data', tradeChannelMatch: null };
    const good = { symbol: 'BTC-USD', price: '1', time: TIME };
    const { trades, failures } = read(row, {
      data: [good, { ...good, price: 'x' }, null, 7, [], { ...good, time: 0 }, good],
    });
    expect(trades).toHaveLength(2);
    expect(failures).toBe(2);
  });
});
