/**
 * The scalars of the graph. Numbers that a double cannot hold cross as text, in both directions, digit for digit:
 * `2369.50` in is `2369.50` out. The descriptions are in `common.graphql`.
 */
import { GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped, visit } from 'graphql';
import { isDecimal, isUuid, isWhole } from './arguments.ts';
import { badUserInput } from './errors.ts';
import { isHeldByDouble } from './exact-json.ts';

function exactText(
  name: string,
  accepts: (text: string) => boolean,
  expected: string,
): GraphQLScalarType<string, string> {
  const check = (value: unknown): string => {
    if (typeof value === 'string' && accepts(value)) return value;
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

/**
 * Out of the database a number comes with all its digits (`exact-json.ts`). On the way in it passes through doubles, in
 * this server as in most clients, so what a double would change is refused rather than stored as another number.
 */
const JSON_SCALAR = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  serialize: (value) => value,
  parseValue: (value) => {
    if (holdsBrokenNumber(value)) throw lostDigits();
    return value;
  },
  parseLiteral: (node, variables) => {
    const check = ({ value }: { value: string }): void => {
      if (!isHeldByDouble(value)) throw lostDigits();
    };
    visit(node, { IntValue: check, FloatValue: check });
    return valueFromASTUntyped(node, variables);
  },
});

const lostDigits = () =>
  badUserInput('JSON', 'A whole number above 2^53, or one of more digits than a double has, must be text inside JSON.');

/** A whole number above 2^53 may have been another one before it became a double. */
function holdsBrokenNumber(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsBrokenNumber);
}

const RFC_3339 =
  /^(?!0000)(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-](0\d|1[0-5]):[0-5]\d)$/;

/** Whether Postgres reads it, too: 31 April would pass as text and fail as a statement. */
function isMoment(text: string): boolean {
  const [, year, month, day] = RFC_3339.exec(text) ?? [];
  return Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
}

export const SCALARS: Readonly<Record<string, GraphQLScalarType>> = {
  Decimal: exactText('Decimal', isDecimal, 'a decimal number as text, such as "2369.50"'),
  BigInt: exactText(
    'BigInt',
    (text) => isWhole(text, 64),
    'a whole number of 64 bits as text, such as "9007199254740993"',
  ),
  DateTime: exactText('DateTime', isMoment, 'an RFC 3339 time such as "2026-03-01T12:00:00.123456Z"'),
  UUID: exactText('UUID', isUuid, 'a UUID'),
  JSON: JSON_SCALAR,
};
