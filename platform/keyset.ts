/**
 * What a list is sorted by, and how a page of it goes on behind a cursor. Rows without a value in the first column come
 * first when descending and last when ascending, as Postgres sorts them, so a plain index serves either direction. Text
 * sorts by its code points, the same on every machine.
 */
import type { z } from 'zod';
import { type ColumnType, fits, parameter } from './column-types.ts';
import { camelCase, type SqlFragment, sql } from './database.ts';
import { badUserInput } from './errors.ts';
import { type Connection, type PageArguments, readPage, toConnection } from './paging.ts';

/** A connection that can say how many rows all its pages hold together. */
export interface CountedConnection<Row> extends Connection<Row> {
  count(): Promise<number>;
}

/** `SELECT ... WHERE <one of slice.ways> ORDER BY ${slice.order} LIMIT ${slice.limit}`, then `connect`. */
export interface Slice<Row> {
  /**
   * The rows behind the cursor (all, on a first page), as conditions that have no row in common: an index can begin at
   * each, but not at all of them at once.
   */
  readonly ways: readonly SqlFragment[];
  readonly order: SqlFragment;
  readonly limit: number;
  connect(rows: readonly Row[], count: () => Promise<number>): CountedConnection<Row>;
}

export interface Keyset<Row> {
  /** @throws BAD_USER_INPUT naming `first` or `after`. */
  slice(args: PageArguments): Slice<Row>;
}

/** Stands for NULL in a cursor: no Postgres text holds this character. */
const NULL = '\0';

/**
 * Sorts rows of `Row` by `columns` (name to type), most significant first. The last one must be unique, and only the
 * first may be nullable.
 */
export function keyset<Shape extends z.ZodRawShape>(
  Row: z.ZodObject<Shape>,
  direction: 'ASC' | 'DESC',
  columns: Readonly<Record<string, ColumnType>>,
): Keyset<z.output<z.ZodObject<Shape>>> {
  type Item = z.output<z.ZodObject<Shape>>;
  const names = Object.keys(columns);
  const types = Object.values(columns);
  const fields = names.map(camelCase) as (keyof Item)[];
  const identifiers = names.map((name) => sql.identifier([name]));
  const firstIsNullable = Row.shape[fields[0] as string]?.['~standard'].validate(null);
  const nullable = !(firstIsNullable instanceof Promise) && firstIsNullable?.issues === undefined;
  const sorted = identifiers.map((identifier, index) =>
    types[index] === 'text' ? sql.fragment`${identifier} COLLATE "C"` : identifier,
  );
  const way = direction === 'ASC' ? sql.fragment`ASC` : sql.fragment`DESC`;
  const order = sql.fragment`${sql.join(
    sorted.map((column) => sql.fragment`${column} ${way}`),
    sql.fragment`, `,
  )}`;

  /** Keeps a cursor to the order that it was made for. */
  const label = `${names[0]} ${direction}`;
  const position = (row: Item): string[] => [
    label,
    ...fields.map((field) => (row[field] === null ? NULL : String(row[field]))),
  ];

  function beyond(after: readonly string[], from: number): SqlFragment {
    const values = after.slice(from).map((value, index) => parameter(value, types[from + index] as ColumnType));
    const left = sql.join(sorted.slice(from), sql.fragment`, `);
    const right = sql.join(values, sql.fragment`, `);
    return direction === 'ASC' ? sql.fragment`(${left}) > (${right})` : sql.fragment`(${left}) < (${right})`;
  }

  function waysBehind(after: readonly string[] | null): SqlFragment[] {
    const [first] = identifiers;
    if (after === null || first === undefined) return [sql.fragment`TRUE`];
    if (after[0] === NULL) {
      const amongNulls = sql.fragment`(${first} IS NULL AND ${beyond(after, 1)})`;
      return direction === 'ASC' ? [amongNulls] : [sql.fragment`${first} IS NOT NULL`, amongNulls];
    }
    const amongValues = beyond(after, 0);
    return direction === 'ASC' && nullable ? [amongValues, sql.fragment`${first} IS NULL`] : [amongValues];
  }

  function slice(args: PageArguments): Slice<Item> {
    const page = readPage(args, names.length + 1);
    const after = page.after?.slice(1) ?? null;
    const isPossible = (value: string, index: number) =>
      value === NULL ? index === 0 && nullable : fits(value, types[index] as ColumnType);
    if (page.after && (page.after[0] !== label || !after?.every(isPossible))) {
      throw badUserInput('after', 'after must be a cursor that this connection returned, for the same order.');
    }
    return {
      ways: waysBehind(after),
      order,
      limit: page.limit,
      connect: (rows, count) => ({ ...toConnection(rows, page, position), count }),
    };
  }

  return { slice };
}
