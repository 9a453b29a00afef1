/** The one way to Postgres: a slonik pool whose rows are exact, camel-cased and checked. */
import {
  createPool,
  createSqlTag,
  type DatabasePool,
  type Interceptor,
  type QueryResultRow,
  SchemaValidationError,
} from 'slonik';
import { parseExactJson } from './exact-json.ts';
import type { Log } from './log.ts';

export type Database = DatabasePool;
export const sql = createSqlTag();
export type SqlFragment = ReturnType<typeof sql.fragment>;

/** The comment that a statement begins with, where its name is put together: slonik takes no text at run time. */
export function statementName(name: string): SqlFragment {
  return { ...sql.fragment``, sql: `/* ${name} */` };
}

export interface DatabaseOptions {
  log: Log;
  poolSize?: number;
  statementTimeoutMs?: number;
  /** Called with every statement before it runs; tests count with it. */
  onStatement?: (statement: string, values: readonly unknown[]) => void;
}

/** Postgres prints `2026-03-01 12:00:00.5+00` in a UTC session; the graph says `2026-03-01T12:00:00.500000Z`. */
export function rfc3339(text: string): string {
  const match = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:\+00)?( BC)?$/.exec(text);
  if (!match) return text; // infinity, -infinity
  return `${match[1]}T${match[2]}.${(match[3] ?? '').padEnd(6, '0')}Z${match[4] ?? ''}`;
}

const MAX_PREPARED = 1_000;

const asIs = (value: string): string => value;
const TYPE_PARSERS = [
  { name: 'numeric', parse: asIs },
  { name: 'int8', parse: asIs },
  { name: 'date', parse: asIs },
  { name: 'interval', parse: asIs },
  { name: 'timestamp', parse: rfc3339 },
  { name: 'timestamptz', parse: rfc3339 },
  { name: 'json', parse: parseExactJson },
  { name: 'jsonb', parse: parseExactJson },
];

/** `change_24h` becomes `change24h`; nested jsonb is left alone. */
export function camelCase(column: string): string {
  return column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function camelCaseRows(): Interceptor {
  // The same result shape comes back millions of times: the names are worked out once per list of columns.
  const namesByColumns = new Map<string, string[]>();
  return {
    name: 'camel-case',
    transformRow: (_context, _query, row, fields) => {
      const columns = fields.map((field) => field.name).join();
      let names = namesByColumns.get(columns);
      if (!names) {
        names = fields.map((field) => camelCase(field.name));
        if (new Set(names).size < names.length)
          throw new Error(`two columns share a name once camel-cased: ${columns}`);
        if (namesByColumns.size < 10_000) namesByColumns.set(columns, names);
      }
      const result: Record<string, unknown> = {};
      for (let index = 0; index < names.length; index++) {
        result[names[index] as string] = row[(fields[index] as { name: string }).name];
      }
      return result as QueryResultRow;
    },
  };
}

/** slonik's `sql.type(Row)` validates nothing by itself; this does. */
function checkedRows(): Interceptor {
  return {
    name: 'checked-rows',
    transformRow: (context, query, row) => {
      const parser = context.resultParser;
      if (!parser) return row;
      const outcome = parser['~standard'].validate(row);
      if (outcome instanceof Promise) throw new TypeError('row schemas must be synchronous');
      if (outcome.issues) throw new SchemaValidationError(query, row, outcome.issues);
      return outcome.value as QueryResultRow;
    },
  };
}

/**
 * Names each statement that stands in a `queries.ts` (they begin with a comment), so that a connection parses and plans
 * it once (dictionary rule TB-R29). What the code can ask is finite; the bound is for what nobody thought of.
 */
function preparedStatements(): Interceptor {
  const names = new Map<string, string>();
  return {
    name: 'prepared-statements',
    transformQuery: (_context, query) => {
      if (!query.sql.startsWith('/*')) return query;
      let name = names.get(query.sql);
      if (name === undefined) {
        if (names.size >= MAX_PREPARED) return query;
        name = `trinity_${names.size}`;
        names.set(query.sql, name);
      }
      return { ...query, name };
    },
  };
}

function observedStatements(onStatement: NonNullable<DatabaseOptions['onStatement']>): Interceptor {
  return {
    name: 'observed-statements',
    beforeQueryExecution: (_context, query) => {
      onStatement(query.sql, query.values);
      return null;
    },
  };
}

/**
 * Pins every session to UTC, and tells the planner that reading here and there costs hardly more than reading on, as it
 * is with memory and the disks of today: otherwise it fetches all rows of an index and sorts them, rather than the first
 * few in its order. Without a statement per connection.
 */
function withSettings(url: string): string {
  const options = encodeURIComponent('-c TimeZone=UTC -c random_page_cost=1.1');
  return `${url}${url.includes('?') ? '&' : '?'}options=${options}`;
}

/**
 * Opens a pool on `url`, and a first connection.
 * @throws Error when Postgres does not answer.
 * Session state never stays behind, so the `DISCARD ALL` that slonik runs by default (a third of the throughput) is off.
 */
export async function connectDatabase(url: string, options: DatabaseOptions): Promise<Database> {
  const interceptors = [preparedStatements(), camelCaseRows(), checkedRows()];
  if (options.onStatement) interceptors.unshift(observedStatements(options.onStatement));
  const pool = await createPool(withSettings(url), {
    maximumPoolSize: options.poolSize ?? 10,
    statementTimeout: options.statementTimeoutMs ?? 5_000,
    connectionTimeout: 2_000,
    idleTimeout: 60_000,
    connectionRetryLimit: 1,
    queryRetryLimit: 1,
    resetConnection: async () => {},
    typeParsers: TYPE_PARSERS,
    interceptors,
  });
  // Without a listener the failure of an idle connection ends the process. Failed queries are emitted too, and reach
  // whoever asked as well.
  pool.on('error', (error) => options.log.debug({ err: error }, 'a database connection reported an error'));
  return pool;
}
