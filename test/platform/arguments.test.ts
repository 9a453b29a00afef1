import { describe, expect, test } from '@jest/globals';
import { readBigInt, readText, readUuid } from '../../platform/arguments.ts';
import { type ColumnType, fits } from '../../platform/column-types.ts';

const UUID = '9b2f6c3e-1c2d-4e5f-8a9b-0c1d2e3f4a5b';

test('identifiers come in one spelling, and what is none is refused by the name of its argument', () => {
  expect(readUuid('id', UUID.toUpperCase())).toBe(UUID);
  expect(readBigInt('id', '-0009223372036854775808'.replace('000', ''))).toBe('-9223372036854775808');
  expect(readText('name', 'TKT-1')).toBe('TKT-1');
  for (const read of [() => readUuid('it', `${UUID}0`), () => readBigInt('it', '1.5'), () => readText('it', 'a\0')]) {
    expect(read).toThrow(expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', argument: 'it' } }));
  }
});

describe('what a column can hold', () => {
  test.each<[ColumnType, string[], string[]]>([
    ['uuid', [UUID, UUID.toUpperCase()], [`${UUID}0`, '{}', '']],
    ['int4', ['0', '-2147483648', '2147483647'], ['2147483648', '-2147483649', '1.5', '1e3', ' 1', 'one', '']],
    ['int8', ['9223372036854775807', '-9223372036854775808'], ['9223372036854775808', '0x1', '']],
    ['text', ['', 'TKT-1', '\u{1F600}'], ['TKT\0']],
    ['bool', ['true', 'false'], ['yes', '1', '']],
    ['numeric', ['123456789012345678.901234567890123456', '-0'], ['NaN', 'Infinity', '1e3', '.5', '']],
    ['float8', ['0.1', '-5'], ['NaN', '1e3', '']],
    ['date', ['2024-02-29'], ['2026-02-29', '2026-13-01', '2026-1-1', '0000-01-01', '']],
    ['timestamptz', ['2026-03-01T12:00:00.123456Z', 'infinity'], ['2026-03-01', '2026-02-30T00:00:00.000000Z', 'now']],
  ])('%s', (type, possible, impossible) => {
    expect(possible.filter((value) => !fits(value, type))).toEqual([]);
    expect(impossible.filter((value) => fits(value, type))).toEqual([]);
  });
});
