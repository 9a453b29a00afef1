/**
 * Relay connections over keyset pages. A cursor holds the ordering columns of a row as Postgres prints them, so it
 * loses no microsecond and survives inserts before it.
 */
import { badUserInput } from './errors.ts';

const DEFAULT_FIRST = 20;
const MAXIMUM_FIRST = 100;

export interface PageArguments {
  first?: number | null;
  after?: string | null;
}

/** A checked page: fetch `limit` rows (one more than asked for tells whether another page follows) after `after`. */
export interface Page {
  first: number;
  limit: number;
  /** The ordering values of the row to continue after; null for the first page. */
  after: readonly string[] | null;
}

export interface Connection<Row> {
  edges: { node: Row; cursor: string }[];
  nodes: Row[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

/**
 * Checks the arguments of a connection. `columns` is how many ordering columns its cursor holds.
 * @throws BAD_USER_INPUT naming `first` (below 0 or above 100) or `after` (not one of this connection's cursors).
 */
export function readPage({ first, after }: PageArguments, columns: number): Page {
  const wanted = first ?? DEFAULT_FIRST;
  if (wanted < 0 || wanted > MAXIMUM_FIRST)
    throw badUserInput('first', `first must be between 0 and ${MAXIMUM_FIRST}.`);
  return { first: wanted, limit: wanted + 1, after: after == null ? null : decodeCursor(after, columns) };
}

/** Makes the connection out of up to `page.limit` rows; `position` gives a row's ordering values as text. */
export function toConnection<Row>(
  rows: readonly Row[],
  page: Page,
  position: (row: Row) => readonly string[],
): Connection<Row> {
  const nodes = rows.slice(0, page.first);
  const edges = nodes.map((node) => ({ node, cursor: encodeCursor(position(node)) }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > page.first,
      hasPreviousPage: page.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

export function encodeCursor(values: readonly string[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

function decodeCursor(cursor: string, columns: number): string[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(values) && values.length === columns && values.every((value) => typeof value === 'string')) {
      return values;
    }
  } catch {
    // falls through to the one message that helps
  }
  throw badUserInput('after', 'after must be a cursor that this connection returned.');
}
