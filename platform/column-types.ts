/** The types of the columns that lists are filtered and sorted by, and what Postgres takes for each. */
import { isDecimal, isUuid, isWhole } from './arguments.ts';
import { type SqlFragment, sql } from './database.ts';

export type ColumnType =
  | 'timestamptz'
  | 'timestamp'
  | 'date'
  | 'uuid'
  | 'text'
  | 'bool'
  | 'int4'
  | 'int8'
  | 'numeric'
  | 'float8';

/** Whether Postgres will take `value` for `type`: what a caller made up must not become a database error. */
export function fits(value: string, type: ColumnType): boolean {
  switch (type) {
    case 'uuid':
      return isUuid(value);
    case 'text':
      return !value.includes('\0');
    case 'bool':
      return value === 'true' || value === 'false';
    case 'int4':
      return isWhole(value, 32);
    case 'int8':
      return isWhole(value, 64);
    case 'numeric':
      return isDecimal(value);
    case 'float8':
      return isDecimal(value) && Number.isFinite(Number(value));
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(value) && isTime(`${value}T00:00:00.000000Z`);
    case 'timestamp':
    case 'timestamptz':
      return isTime(value);
  }
}

/** `value` as a parameter of the type; a moment of any time zone becomes the UTC that columns without a zone hold. */
export function parameter(value: string, type: ColumnType): SqlFragment {
  if (type === 'timestamp') return sql.fragment`CAST(${value} AS timestamptz) AT TIME ZONE 'UTC'`;
  return sql.fragment`CAST(${value} AS ${sql.identifier([type])})`;
}

/** A moment as this project prints it, with microseconds in UTC. */
function isTime(value: string): boolean {
  if (value === 'infinity' || value === '-infinity') return true;
  const toMilliseconds = /^(?!0000)(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})\d{3}Z$/.exec(value)?.[1];
  if (!toMilliseconds || Number.isNaN(Date.parse(`${toMilliseconds}Z`))) return false;
  // Date rolls February 31st over where Postgres refuses it.
  return new Date(`${toMilliseconds}Z`).toISOString() === `${toMilliseconds}Z`;
}
