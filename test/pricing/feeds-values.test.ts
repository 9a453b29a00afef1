import { describe, expect, it } from '@jest/globals';
import { plainDecimal } from '../../subgraphs/pricing/feeds/decimal.ts';
import { parsePath, readPath } from '../../subgraphs/pricing/feeds/path.ts';
import { readTime } from '../../subgraphs/pricing/feeds/time.ts';

describe('a price as text', () => {
  it.each([
    ['2369.50', '2369.50'],
    ['1.0010', '1.0010'],
    ['30236', '30236'],
    ['0.00001305', '0.00001305'],
    [
      '123456789012345678901234567890.123456789012345678901234567890',
      '123456789012345678901234567890.123456789012345678901234567890',
    ],
    ['1e-7', '0.0000001'],
    ['1.50E+3', '1500'],
    ['1.2345e2', '123.45'],
    ['12.5e-3', '0.0125'],
    ['0.001e5', '100'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1e0', '1'],
  ])('%s is %s', (sent, price) => expect(plainDecimal(sent)).toBe(price));

  it.each([
    '',
    '.',
    '-1',
    '+1',
    'abc',
    '1,234.5',
    '1e999',
    '1e-999',
    '0x10',
    'Infinity',
    'NaN',
    ' 1',
    '1 ',
    '1.2.3',
    '1e',
    '9'.repeat(31),
    '1'.repeat(1e6),
    '١',
  ])('%# is no price', (sent) => expect(plainDecimal(sent)).toBeNull());
});

describe('a time as text', () => {
  it.each([
    ['2021-04-17T16:43:53.864119Z', 'rfc3339', '2021-04-17T16:43:53.864119Z'],
    ['2021-04-17T16:43:53Z', 'rfc3339', '2021-04-17T16:43:53.000000Z'],
    ['2021-04-17T16:43:53.1Z', 'rfc3339', '2021-04-17T16:43:53.100000Z'],
    ['2021-04-17T16:43:53.123456789Z', 'rfc3339', '2021-04-17T16:43:53.123456Z'],
    ['2021-04-17T16:43:53.999999999Z', 'rfc3339', '2021-04-17T16:43:53.999999Z'],
    ['2021-04-17T18:43:53.5+02:00', 'rfc3339', '2021-04-17T16:43:53.500000Z'],
    ['2021-12-31T22:30:00-0330', 'rfc3339', '2022-01-01T02:00:00.000000Z'],
    ['2021-04-17 16:43:53.25', 'rfc3339', '2021-04-17T16:43:53.250000Z'],
    ['2024-02-29T00:00:00z', 'rfc3339', '2024-02-29T00:00:00.000000Z'],
    ['1618678142.557535', 'unix', '2021-04-17T16:49:02.557535Z'],
    ['1618678142', 'unix', '2021-04-17T16:49:02.000000Z'],
    ['1618678142.5575359999', 'unix', '2021-04-17T16:49:02.557535Z'],
    ['1.618678142557535e9', 'unix', '2021-04-17T16:49:02.557535Z'],
    ['1618677942606', 'unix_ms', '2021-04-17T16:45:42.606000Z'],
    ['1618677942606.999', 'unix_ms', '2021-04-17T16:45:42.606999Z'],
    ['1618677942606.0001', 'unix_ms', '2021-04-17T16:45:42.606000Z'],
    ['5', 'unix_ms', '1970-01-01T00:00:00.005000Z'],
  ] as const)('%s as %s is %s', (sent, format, time) => expect(readTime(sent, format)).toBe(time));

  it.each([
    ['2021-02-30T00:00:00Z', 'rfc3339'],
    ['2021-13-01T00:00:00Z', 'rfc3339'],
    ['2021-04-17T25:00:00Z', 'rfc3339'],
    ['2021-04-17', 'rfc3339'],
    ['1618678142', 'rfc3339'],
    ['', 'rfc3339'],
    ['', 'unix'],
    ['-1618678142', 'unix'],
    ['soon', 'unix'],
    ['161867814200000', 'unix'],
    ['1e300', 'unix_ms'],
    ['9'.repeat(100_000), 'unix_ms'],
  ] as const)('%# is none', (sent, format) => expect(readTime(sent, format)).toBeNull());
});

describe('a path', () => {
  const message = { data: { list: [['a', 'b'], { px: 1 }] }, channel: 'trades', 0: 'zero' };
  const at = (text: string, element: unknown = message) => readPath(parsePath(text), message, element);

  it('goes down keys and indexes, from the end too', () => {
    expect(at('data.list.0.1')).toBe('b');
    expect(at('data.list.-1.px')).toBe(1);
    expect(at('data.list[0][-2]')).toBe('a');
    expect(at(' channel ')).toBe('trades');
    expect(at('0')).toBe('zero');
  });

  it('starts at the element, or at the message where it says so', () => {
    expect(at('0', ['first'])).toBe('first');
    expect(at('[0]', ['first'])).toBe('first');
    expect(at('$.channel', ['first'])).toBe('trades');
    expect(at('$', ['first'])).toBe(message);
  });

  it('finds nothing but what the message itself holds', () => {
    for (const path of [
      'missing',
      'data.list.2',
      'data.list.-3',
      'data.list.length',
      'channel.0',
      'channel.length',
      '__proto__',
      'constructor.name',
      'data.list.px',
      'data.0',
    ]) {
      expect([path, at(path)]).toEqual([path, undefined]);
    }
    expect(readPath(parsePath('a.b'), null, null)).toBeUndefined();
  });

  it.each(['', ' ', 'a..b', 'a.', '$.', '$..a'])('cannot be "%s"', (text) => {
    expect(() => parsePath(text)).toThrow('is not a path');
  });
});
