/** Who sees which rows. Reads are scoped here, inside the SQL, because entities bypass their parents. */
import type { ColumnType } from './column-types.ts';
import { type SqlFragment, sql } from './database.ts';
import { anyOf } from './filter.ts';
import type { Viewer } from './viewer.ts';

/**
 * The rows of a table that a viewer sees. Several conditions mean any of them, each with an index of its own to find
 * its rows by; none means no row at all.
 */
export type Visibility = (viewer: Viewer) => readonly Sight[];

/** A condition, or who must hold a row where the same column names its holder. */
export type Sight = SqlFragment | Holders;

/**
 * Rows whose column `heldBy` is one of `holders`, in tables that grow big: an index on the column and what lists are
 * sorted by has the first rows of each holder, where `= ANY` would have to sort all rows of all of them.
 */
export interface Holders {
  heldBy: SqlFragment;
  /** Their keys, or a query for them, each once. */
  holders: readonly string[] | SqlFragment;
  type: ColumnType;
}

const ALL: readonly SqlFragment[] = [sql.fragment`TRUE`];

/** Rows that are nobody's secret. */
export const everybody: Visibility = () => ALL;

/** Rows that only an administrator sees. */
export const administrators: Visibility = (viewer) => (viewer.isAdmin ? ALL : []);

/** All rows for an administrator, and for everybody else those that are public. */
export function publicWhere(condition: SqlFragment): Visibility {
  const shown = [condition];
  return (viewer) => (viewer.isAdmin ? ALL : shown);
}

/**
 * All rows for an administrator, for others those that `own` finds for them. The gateway, nobody, and a key that all
 * share own nothing.
 */
export function owners(own: (viewer: Viewer) => readonly Sight[]): Visibility {
  return (viewer) => {
    if (viewer.isAdmin) return ALL;
    return viewer.can('readOwn') ? own(viewer) : [];
  };
}

/** Whether a row is seen. */
export function seenBy(sights: readonly Sight[]): SqlFragment {
  return anyOf(
    sights.map((sight) => {
      if (!('heldBy' in sight)) return sight;
      const { heldBy, holders, type } = sight;
      return 'sql' in holders
        ? sql.fragment`${heldBy} IN (${holders})`
        : sql.fragment`${heldBy} = ANY(${sql.array(holders, type)})`;
    }),
  );
}

/**
 * `FROM ... LIMIT ...` of the first rows that are seen, out of `rows(seen, behind)`: the rows of `table` that both
 * conditions show, sorted and limited. Of several conditions each gives its first rows by its own index: an OR would be
 * answered by reading all rows and sorting them. A row that two of them find comes once. Taking what one has found out of
 * the next instead would be slow where nearly every row is in both.
 */
export function firstSeen(
  sights: readonly Sight[],
  ways: readonly SqlFragment[],
  rows: (seen: SqlFragment, behind: SqlFragment) => SqlFragment,
  { table, end }: { table: SqlFragment; end: SqlFragment },
): SqlFragment {
  const [only = sql.fragment`FALSE`] = sights;
  const [way] = ways;
  if (way && sights.length < 2 && ways.length === 1 && !('heldBy' in only)) return rows(only, way);
  const part = (sight: Sight, behind: SqlFragment): SqlFragment => {
    if (!('heldBy' in sight)) return sql.fragment`(SELECT * ${rows(sight, behind)})`;
    const { holders, type } = sight;
    const keys = 'sql' in holders ? sql.fragment`(${holders})` : sql.fragment`unnest(${sql.array(holders, type)})`;
    return sql.fragment`(
      SELECT held.* FROM ${keys} AS holders (holder_key),
      LATERAL (SELECT * ${rows(sql.fragment`${sight.heldBy} = holder_key`, behind)}) AS held ${end})`;
  };
  const parts = (sights.length ? sights : [only]).flatMap((sight) => ways.map((behind) => part(sight, behind)));
  return sql.fragment`FROM (${sql.join(parts, sql.fragment` UNION `)}) AS ${table} ${end}`;
}
