/**
 * The scalars of the graph. Numbers that a double cannot hold cross as text, in both directions, digit for digit:
 * `2369.50` in is `2369.50` out. The descriptions are in `common.graphql`.
 */
import { GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';
import { badUserInput } from './errors.ts';

function exactText(name: string, pattern: RegExp, expected: string): GraphQLScalarType<string, string> {
  const check = (value: unknown): string => {
    if (typeof value === 'string' && pattern.test(value)) return value;
    throw badUserInput(name, `${name} must be ${expected}.`);
  };
  return new GraphQLScalarType<string, string>({
    name,
    // What comes from the database is already exact text; checking each value again would cost and find nothing.
    serialize: (value) => (typeof value === 'bigint' ? value.toString() : (value as string)),
    parseValue: check,
    parseLiteral: (node: ValueNode) =>
      check(node.kind === Kind.INT || node.kind === Kind.FLOAT || node.kind === Kind.STRING ? node.value : null),
  });
}

const JSON_SCALAR = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

const RFC_3339 =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/;

export const SCALARS: Readonly<Record<string, GraphQLScalarType>> = {
  Decimal: exactText('Decimal', /^-?\d{1,60}(\.\d{1,60})?$/, 'a decimal number as text, such as "2369.50"'),
  BigInt: exactText('BigInt', /^-?\d{1,19}$/, 'a whole number as text, such as "9007199254740993"'),
  DateTime: exactText('DateTime', RFC_3339, 'an RFC 3339 time such as "2026-03-01T12:00:00.123456Z"'),
  UUID: exactText('UUID', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'a UUID'),
  JSON: JSON_SCALAR,
};
