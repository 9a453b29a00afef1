/** What several tables read otherwise than it is stored. */
import { type SqlFragment, sql } from './database.ts';

/**
 * The identifier in a column of text that may hold a key itself where its identifier belongs (dictionary TB-27), in lower
 * case: nothing but an identifier leaves.
 */
export function identifierIn(column: SqlFragment): SqlFragment {
  return sql.fragment`
    CASE WHEN ${column} ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN lower(${column}) END`;
}

/** A double as a decimal of its shortest exact text, so that no digit is made up (dictionary TB-23, TB-36). */
export function decimalOf(column: SqlFragment): SqlFragment {
  return sql.fragment`${column}::text::numeric::text`;
}
