/** Values that a caller may send for an input type, by accident or on purpose: some of them fit, most do not. */
import {
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { encodeCursor } from '../../platform/paging.ts';

const LONG = 'x'.repeat(100_000);
const MANY = 1_000;

const TEXTS = [
  ...['', ' ', '\0', 'a\0b', '\ud800', 'a\udfffb', '\u202e\uffff', '%', "';--", '\\', '{}', '[]', 'null', LONG],
  ...['-1', '0', '-0', '1.5', '1e400', 'NaN', 'Infinity', '2147483648', '9223372036854775807', '9223372036854775808'],
  ...['9'.repeat(400), '00000000-0000-0000-0000-000000000000', '9B2F6C3E-1C2D-4E5F-8A9B-0C1D2E3F4A5B'],
  ...['infinity', '-infinity', 'now', '2026-02-31', '0001-01-01', '0000-01-01', '10000-01-01', '2026-03-01'],
];
const OTHERS = [0, -1, 1.5, 1e300, 2 ** 31, 2 ** 53, true, {}, { a: 1 }, [], [[]], [null], null];

const MOMENTS = [
  ...['0001-01-01T00:00:00Z', '0001-01-01T00:00:00+15:59', '9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59-15:59'],
  ...['2026-03-01T12:00:00+05:30', '2026-03-01T12:00:00.1Z', '2024-02-29T00:00:00Z', '2026-03-01T12:00:00-00:00'],
  ...['0000-01-01T00:00:00Z', '-0044-03-15T00:00:00Z', '10000-01-01T00:00:00Z', '+010000-01-01T00:00:00Z'],
  ...['2026-02-29T00:00:00Z', '2026-01-01T24:00:00Z', '2016-12-31T23:59:60Z', '2026-03-01T12:00:00+16:00'],
  ...['2026-03-01T12:00:00', '2026-03-01 12:00:00+00', '2026-03-01T12:00:00.1234567Z', '2026-03-01T12:00:00Z BC'],
];

/** Cursors of no list, or perhaps of another list. */
const CURSORS = [
  ...TEXTS,
  ...['[', '{}', '[1]', '["a"]', '[null,null,null]', '["created_at DESC"]'].map((json) =>
    Buffer.from(json).toString('base64url'),
  ),
  // What parts of a real one are, with what Postgres refuses in their places.
  ...['created_at DESC', 'id ASC', 'name ASC'].flatMap((label) =>
    ['\0', 'infinity', '0001-01-01T00:00:00.000000Z', '2026-02-30T00:00:00.000000Z', 'x'].flatMap((value) =>
      ['', '9223372036854775808', '00000000-0000-0000-0000-000000000000'].map((key) =>
        encodeCursor([label, value, key]),
      ),
    ),
  ),
];

/** For the argument or the field `name`; what is not JSON is not among them. */
export function badValues(type: GraphQLInputType, name: string): unknown[] {
  if (isNonNullType(type)) return badValues(type.ofType, name);
  if (isListType(type)) {
    const items = badValues(type.ofType, name);
    return [...items.map((item) => [item]), ...items, [], [[], []], Array(MANY).fill(possible(type.ofType))];
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    return [
      ...[{}, null, 'x', 5, [], { nothing: 1 }],
      ...fields.flatMap((field) => badValues(field.type, field.name).map((value) => ({ [field.name]: value }))),
    ];
  }
  if (isEnumType(type)) {
    const names = type.getValues().map((value) => value.name);
    return [...names, ...names.map((each) => each.toLowerCase()), 'NOPE', '__proto__', 'constructor', '\0', ...OTHERS];
  }
  if (name === 'after') return [...CURSORS, ...OTHERS];
  if (type.name === 'DateTime') return [...MOMENTS, ...TEXTS, ...OTHERS];
  if (type.name === 'Int') return [100, 101, 2 ** 31 - 1, -(2 ** 31), '5', 'NaN', '', ...OTHERS];
  return [...TEXTS, ...OTHERS];
}

/** One value that fits. */
function possible(type: GraphQLInputType): unknown {
  const kind = getNullableType(type);
  if (isEnumType(kind)) return kind.getValues()[0]?.name;
  return String(kind) === 'Int' ? 1 : 'x';
}

/** `value` as it is written into a document. */
export function literal(type: GraphQLInputType, value: unknown): string {
  const kind = getNullableType(type);
  if (Array.isArray(value)) {
    const item = isListType(kind) ? kind.ofType : kind;
    return `[${value.map((each) => literal(item, each)).join()}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = isInputObjectType(kind) ? kind.getFields() : {};
    return `{${Object.entries(value).map(([name, each]) => `${name}: ${literal(fields[name]?.type ?? kind, each)}`)}}`;
  }
  const item = isListType(kind) ? getNullableType(kind.ofType) : kind;
  if (typeof value === 'string' && isEnumType(item) && /^[_a-z]+$/i.test(value)) return value;
  return JSON.stringify(value);
}
