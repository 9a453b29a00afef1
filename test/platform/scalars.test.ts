import { makeExecutableSchema } from '@graphql-tools/schema';
import { describe, expect, test } from '@jest/globals';
import { type GraphQLSchema, graphql } from 'graphql';
import { SCALARS } from '../../platform/scalars.ts';

/** A schema that gives back what it is given. */
function echo(scalar: string): GraphQLSchema {
  const type = SCALARS[scalar];
  if (!type) throw new Error(`there is no scalar ${scalar}`);
  return makeExecutableSchema({
    typeDefs: `scalar ${scalar} type Query { echo(value: ${scalar}): ${scalar} }`,
    resolvers: { [scalar]: type, Query: { echo: (_: unknown, { value }: { value: unknown }) => value } },
  });
}

/** Sends `value` as a variable and, written as `literal`, inside the document. */
async function bothWays(scalar: string, value: unknown, literal: string): Promise<unknown[]> {
  const schema = echo(scalar);
  const answers = [
    await graphql({ schema, source: `query ($value: ${scalar}) { echo(value: $value) }`, variableValues: { value } }),
    await graphql({ schema, source: `{ echo(value: ${literal}) }` }),
  ];
  return answers.map(({ data, errors }) => errors?.[0]?.extensions ?? data?.echo);
}

const accepted: [string, string][] = [
  ['Decimal', '2369.50'],
  ['Decimal', '-0.000000000000000001'],
  ['Decimal', '123456789012345678.123456789012345678'],
  ['BigInt', '9007199254740993'],
  ['BigInt', '9223372036854775807'],
  ['BigInt', '-9223372036854775808'],
  ['DateTime', '2026-03-01T12:00:00.123456Z'],
  ['DateTime', '2026-03-01T12:00:00+05:30'],
  ['DateTime', '2028-02-29T23:59:59Z'],
  ['UUID', '9b2f6c3e-1c2d-4e5f-8a9b-0c1d2e3f4a5b'],
];
test.each(accepted)('%s keeps %s character by character', async (scalar, text) => {
  expect(await bothWays(scalar, text, JSON.stringify(text))).toEqual([text, text]);
});

test.each([
  ['Decimal', '2369.50'],
  ['BigInt', '9007199254740993'],
])('%s may be written without quotes in a document and loses no digit', async (scalar, text) => {
  expect(await bothWays(scalar, text, text)).toEqual([text, text]);
});

const refused: [string, unknown][] = [
  ['Decimal', '1e5'],
  ['Decimal', '1,5'],
  ['Decimal', '.5'],
  ['Decimal', 'NaN'],
  ['Decimal', ''],
  ['BigInt', '1.0'],
  ['BigInt', '9223372036854775808'],
  ['BigInt', '-9223372036854775809'],
  ['DateTime', '2026-03-01'],
  ['DateTime', '2026-03-01T12:00:00'],
  ['DateTime', '2026-02-29T12:00:00Z'],
  ['DateTime', '2026-04-31T12:00:00Z'],
  ['DateTime', '2026-03-01T12:00:00+24:00'],
  ['DateTime', '2026-03-01T12:00:00.1234567Z'],
  ['DateTime', '0000-01-01T00:00:00Z'],
  ['UUID', '9b2f6c3e1c2d4e5f8a9b0c1d2e3f4a5b'],
  ['UUID', 'not a uuid'],
];
test.each(refused)('%s refuses %p as bad input, before it reaches the database', async (scalar, value) => {
  const refusal = { code: 'BAD_USER_INPUT', argument: scalar };
  expect(await bothWays(scalar, value, JSON.stringify(value))).toEqual([refusal, refusal]);
});

test.each(['Decimal', 'BigInt'])('%s refuses a JSON number, which may have lost digits already', async (scalar) => {
  const [variable] = await bothWays(scalar, 2369.5, '"1"');
  expect(variable).toEqual({ code: 'BAD_USER_INPUT', argument: scalar });
});

describe('JSON', () => {
  test('is given back as it is', async () => {
    const value = { a_b: [1, 'two', null, { three: true }] };
    expect(await bothWays('JSON', value, '{ a_b: [1, "two", null, { three: true }] }')).toEqual([value, value]);
  });

  test('may hold variables inside a literal', async () => {
    const source = 'query ($inner: JSON) { echo(value: { outer: $inner }) }';
    const { data } = await graphql({ schema: echo('JSON'), source, variableValues: { inner: [1] } });
    expect(data?.echo).toEqual({ outer: [1] });
  });

  test.each(['9007199254740993', '-9223372036854775808', '0.123456789012345678', '1e400'])(
    'refuses %s in a document, which would become another number',
    async (number) => {
      const source = `{ echo(value: { a: [${number}] }) }`;
      const { errors } = await graphql({ schema: echo('JSON'), source });
      expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', argument: 'JSON' });
    },
  );

  test('refuses a whole number above 2^53 in a variable, which may have become another one already', async () => {
    const inside = await bothWays('JSON', { a: [9007199254740992] }, '{ a: "9007199254740993" }');
    expect(inside).toEqual([{ code: 'BAD_USER_INPUT', argument: 'JSON' }, { a: '9007199254740993' }]);
  });

  test('takes every number that a double holds', async () => {
    const value = { a: [9007199254740991, -0.1, 1e-7, 2369.5] };
    expect(await bothWays('JSON', value, '{ a: [9007199254740991, -0.1, 1e-7, 2369.50] }')).toEqual([value, value]);
  });
});
