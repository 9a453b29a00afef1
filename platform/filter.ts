/**
 * From a `filter` argument to SQL. The shape of a value says what is meant: a single value must be equal, a list names
 * the values that will do (`OTHER` of an enum: all that the enum does not know), a range has `from` and `before` (moments) or `min` and `max` (numbers). What is absent or
 * null does not filter; all that is given must hold.
 */
import { readText } from './arguments.ts';
import { type ColumnType, fits, parameter } from './column-types.ts';
import { type SqlFragment, sql } from './database.ts';
import { isOtherThan } from './enums.ts';
import { badUserInput } from './errors.ts';

export const NO_FILTER: SqlFragment = sql.fragment`TRUE`;

const RANGE = {
  from: sql.fragment`>=`,
  before: sql.fragment`<`,
  min: sql.fragment`>=`,
  max: sql.fragment`<=`,
} as const;

/** What one field of a filter comes to. `argument` is its name in errors, such as `filter.userId`. */
export type Condition = (value: unknown, argument: string) => SqlFragment;

/**
 * Compares `column` with what is asked for.
 * @throws BAD_USER_INPUT naming the argument whose value the column cannot hold.
 */
export function comparison(column: SqlFragment, type: ColumnType): Condition {
  const checked = (value: unknown, argument: string): string => {
    const text = String(value);
    // The scalar DateTime has checked moments, and lets any time zone through.
    if (type === 'timestamptz' || type === 'timestamp' || fits(text, type)) return text;
    throw badUserInput(argument, `${argument} must be ${EXPECTED[type] ?? `of type ${type}`}.`);
  };

  return (value, argument) => {
    if (Array.isArray(value)) {
      const other = value.find(isOtherThan);
      const values = value.flatMap((each, index) => (each === other ? [] : checked(each, `${argument}.${index}`)));
      const listed = sql.fragment`${column} = ANY(${sql.array(values, type)})`;
      if (!other) return listed;
      return anyOf([listed, sql.fragment`lower(${column}) <> ALL(${sql.array(other.otherThan, 'text')})`]);
    }
    if (typeof value === 'object' && value !== null) {
      const bounds = Object.entries(value).filter(([, bound]) => bound != null);
      return allOf(
        bounds.map(([name, bound]) => {
          const text = checked(bound, `${argument}.${name}`);
          return sql.fragment`${column} ${RANGE[name as keyof typeof RANGE]} ${parameter(text, type)}`;
        }),
      );
    }
    return sql.fragment`${column} = ${parameter(checked(value, argument), type)}`;
  };
}

/**
 * The same for a column of an enum, which shows its texts in whatever case they are stored (dictionary TB-12): an index on
 * `lower(...)` serves it.
 */
export function inAnyCase(column: SqlFragment): Condition {
  return comparison(sql.fragment`lower(${column})`, 'text');
}

/** All fields of `filter` together. */
export function filtered(filter: object | null | undefined, conditions: ReadonlyMap<string, Condition>): SqlFragment {
  const given = Object.entries(filter ?? {}).filter(([, value]) => value != null);
  return allOf(
    given.map(([field, value]) => {
      const condition = conditions.get(field);
      if (!condition) throw new Error(`there is no filter by ${field}`);
      refuseNullCharacters(value, `filter.${field}`);
      return condition(value, `filter.${field}`);
    }),
  );
}

/** Also for conditions that look at their value no closer. */
function refuseNullCharacters(value: unknown, argument: string): void {
  if (typeof value === 'string') readText(argument, value);
  if (!Array.isArray(value)) return;
  for (const [index, each] of value.entries()) refuseNullCharacters(each, `${argument}.${index}`);
}

export function allOf(conditions: readonly SqlFragment[]): SqlFragment {
  if (conditions.length < 2) return conditions[0] ?? NO_FILTER;
  return sql.fragment`${sql.join(conditions, sql.fragment` AND `)}`;
}

export function anyOf(conditions: readonly SqlFragment[]): SqlFragment {
  if (conditions.length === 1) return conditions[0] as SqlFragment;
  return conditions.length ? sql.fragment`(${sql.join(conditions, sql.fragment` OR `)})` : sql.fragment`FALSE`;
}

const EXPECTED: Partial<Record<ColumnType, string>> = {
  uuid: 'a UUID such as 9b2f6c3e-1c2d-4e5f-8a9b-0c1d2e3f4a5b',
  text: 'text without a null character',
  int4: 'a whole number of 32 bits',
  int8: 'a whole number of 64 bits',
  numeric: 'a decimal number',
  float8: 'a decimal number',
  date: 'a date such as 2026-03-01',
};
