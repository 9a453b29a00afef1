import { sql } from './database.ts';
import type { SqlFragment } from './keyset.ts';
import type { Viewer } from './viewer.ts';

/** Selects `columns` for an administrator, and null under the same names for everybody else. */
export function forAdministrators(viewer: Viewer, columns: readonly string[]): SqlFragment {
  const selected = columns.map((column) =>
    viewer.isAdmin ? sql.fragment`${sql.identifier([column])}` : sql.fragment`NULL AS ${sql.identifier([column])}`,
  );
  return sql.fragment`${sql.join(selected, sql.fragment`, `)}`;
}
