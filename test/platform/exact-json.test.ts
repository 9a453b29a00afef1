import { describe, expect, test } from '@jest/globals';
import { isHeldByDouble, mayLoseDigits, parseExactJson } from '../../platform/exact-json.ts';

const LOSE = [
  '9007199254740993',
  '-9007199254740993',
  '9223372036854775807',
  '123456789012345678.123456789012345678',
  '0.123456789012345678',
  '0.1000000000000000055511151231257827',
  '1e400',
  '-1E+400',
  '1e-400',
  '12345678901234567891e3',
];
const KEEP = [
  '0',
  '-0',
  '0.0000000000000000000',
  '1',
  '0.1',
  '2369.50',
  '9007199254740991',
  '9007199254740992',
  '100000000000000000000000',
  '12345678901234567e3',
  '1.5e3',
  '150E-2',
  '0.00000000000000000012',
  '1.7976931348623157e308',
];

describe.each([
  ['alone', (number: string) => number],
  ['in a list', (number: string) => `[1,${number}]`],
  ['first in a list', (number: string) => `[${number},1]`],
  ['in an object as Postgres prints it', (number: string) => `{"a": ${number}, "b": "x"}`],
  ['in an object without spaces', (number: string) => `{"a":{"b":[[${number}]]},"c":0}`],
  ['over several lines', (number: string) => `[\n  ${number}\n]`],
])('a number %s', (_, around) => {
  test.each(LOSE)('keeps the digits that a double would lose: %s', (number) => {
    const text = around(number);
    expect(mayLoseDigits(text)).toBe(true);
    const value = parseExactJson(text);
    expect(JSON.stringify(value)).toBe(text.replace(/\s/g, ''));
    expect(JSON.stringify({ nested: [value] })).toContain(number);
  });

  test.each(KEEP)('stays a plain number where a double holds it: %s', (number) => {
    expect(parseExactJson(around(number))).toEqual(JSON.parse(around(number)));
  });
});

test('numbers inside texts are texts', () => {
  const value = {
    id: '9007199254740993',
    list: ['1,9007199254740993', ' 12345678901234567'],
    url: 'a:1234567890123456789',
  };
  expect(parseExactJson(JSON.stringify(value))).toEqual(value);
});

test('a double of any size is read as JSON.parse reads it', () => {
  for (let index = 0; index < 5_000; index++) {
    const double = (Math.random() - 0.5) * 10 ** Math.floor(Math.random() * 600 - 300);
    expect(isHeldByDouble(String(double))).toBe(true);
    expect(parseExactJson(`[${double}]`)).toEqual([double]);
  }
});

test.each(['', '{', '[01]', '{"a":9007199254740993', 'nothing'])(
  'what is no JSON is refused as by JSON.parse: %p',
  (text) => {
    expect(() => parseExactJson(text)).toThrow(SyntaxError);
  },
);

test('a key may be called __proto__', () => {
  const text = '{"__proto__":{"a":9007199254740993}}';
  expect(JSON.stringify(parseExactJson(text))).toBe(text);
});
