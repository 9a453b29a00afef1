/** Who sees which rows. Reads are scoped here, inside the SQL, because entities bypass their parents. */
import { sql } from './database.ts';
import type { SqlFragment } from './keyset.ts';
import type { Viewer } from './viewer.ts';

/**
 * The rows of a table that a viewer sees. Several conditions mean any of them, each with an index of its own to find
 * its rows by; none means no row at all.
 */
export type Visibility = (viewer: Viewer) => readonly SqlFragment[];

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
export function owners(own: (viewer: Viewer) => readonly SqlFragment[]): Visibility {
  return (viewer) => {
    if (viewer.isAdmin) return ALL;
    return viewer.can('readOwn') ? own(viewer) : [];
  };
}
