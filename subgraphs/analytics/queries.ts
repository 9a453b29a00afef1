/**
 * What analytics asks of its tables. Calls are here; reports, the website and the settings have files of their own.
 * A call belongs to the account, and to the key, that made it.
 */
import { isUuid } from '../../platform/arguments.ts';
import { type Database, type SqlFragment, sql } from '../../platform/database.ts';
import { badUserInput } from '../../platform/errors.ts';
import { decimalOf, identifierIn } from '../../platform/expressions.ts';
import { type Condition, NO_FILTER } from '../../platform/filter.ts';
import { type Belonging, type ListArguments, type TableSpec, table } from '../../platform/table.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { administrators, owners, type Sight, type Visibility } from '../../platform/visibility.ts';
import type { UsageDayFilter, UsageDayOrder, UsageLogFilter, UsageLogOrder } from './generated/types.ts';
import { UsageDayRow, UsageLogRow } from './rows.ts';

export const KEY_ID = identifierIn(sql.fragment`api_key_id`);

/** Rows of a key, by its identifier in a column of text: nobody may try out there what is a key. */
export function ofKeys(column: SqlFragment): Condition {
  const checked = (id: unknown, argument: string): string => {
    if (isUuid(String(id))) return String(id).toLowerCase();
    throw badUserInput(argument, `${argument} must be a UUID such as 9b2f6c3e-1c2d-4e5f-8a9b-0c1d2e3f4a5b.`);
  };
  return (value, argument) => {
    if (!Array.isArray(value)) return sql.fragment`${column} = ${checked(value, argument)}`;
    const ids = value.map((id, index) => checked(id, `${argument}.${index}`));
    return sql.fragment`${column} = ANY(${sql.array(ids, 'text')})`;
  };
}

const SPEC = {
  name: 'analytics.usageLogs',
  row: UsageLogRow,
  key: 'id',
  columns: {
    id: 'uuid',
    userId: 'uuid',
    apiKeyId: 'text',
    timestamp: 'timestamptz',
    asset: 'text',
    source: 'text',
    clusterNode: 'text',
    ipAddress: 'text',
  },
  computed: { apiKeyId: KEY_ID, price: decimalOf(sql.fragment`price`) },
  filters: { apiKeyId: ofKeys(sql.fragment`api_key_id`) },
  visible: administrators,
} as const satisfies TableSpec<UsageLogRow, UsageLogFilter, UsageLogOrder>;

/** The calls of everybody, in their order. */
const LOGS_OF_EVERYBODY = table<UsageLogRow, UsageLogFilter, UsageLogOrder>(SPEC);

/**
 * Calls that have something in common, each in the index on just that. By their time itself the planner likes to find
 * them among the calls of everybody, walking back through all of them where the wanted ones are old; by an expression
 * that means the same it cannot.
 */
const logsSeenBy = (visible: Visibility) =>
  table<UsageLogRow, UsageLogFilter, UsageLogOrder>({
    ...SPEC,
    source: sql.fragment`
      SELECT id, user_id, api_key_id, "timestamp" AT TIME ZONE 'UTC' AS "timestamp", ip_address, query_type,
        duration_ms, token_count, metadata, latency_ms, status, error, cached, asset, cache_age_seconds, cluster_node,
        aws_region, source, price, api_lang
      FROM usage_logs`,
    columns: { ...SPEC.columns, timestamp: 'timestamp' },
    visible,
  });

export const USAGE_LOGS = logsSeenBy(
  owners(({ keyIds, userId }) => {
    const own: Sight[] = [{ heldBy: sql.fragment`api_key_id`, holders: keyIds, type: 'text' }];
    return userId === null ? own : [...own, sql.fragment`user_id = ${userId}`];
  }),
);

/** For calls of one key or account, where that is known to be the viewer's: nothing is left to ask of each call. */
export const OWN_USAGE_LOGS = logsSeenBy(owners(() => [NO_FILTER]));

/** The calls of a key, for its holder. */
export function logsOfKey({ isAdmin, keyIds }: Viewer): Belonging {
  const isOwn = (key: SqlFragment) => (isAdmin ? NO_FILTER : sql.fragment`${key} = ANY(${sql.array(keyIds, 'text')})`);
  return { by: 'ApiKeyId', type: 'text', matches: (key) => sql.fragment`api_key_id = ${key} AND ${isOwn(key)}` };
}

/** The calls of an account, for itself. */
export function logsOfUser({ isAdmin, userId }: Viewer): Belonging {
  const isOwn = (user: SqlFragment) => (isAdmin ? NO_FILTER : sql.fragment`${user} = ${userId}::uuid`);
  return { by: 'UserId', type: 'uuid', matches: (user) => sql.fragment`user_id = ${user} AND ${isOwn(user)}` };
}

const NO_LOGS = logsSeenBy(() => []);

/**
 * The page of all calls that the viewer sees, by the shortest way that there is to them. By a key: by one of the
 * viewer's own, as with `logsOfKey`.
 */
export function usageLogs(database: Database, viewer: Viewer, args: ListArguments<UsageLogFilter, UsageLogOrder>) {
  return logsFor(viewer, args.filter ?? {}).page(database, viewer, args);
}

function logsFor({ isAdmin, keyIds }: Viewer, { timestamp: _, ...common }: UsageLogFilter) {
  if (isAdmin && Object.values(common).every((value) => value == null)) return LOGS_OF_EVERYBODY;
  if (isAdmin || common.apiKeyId == null) return USAGE_LOGS;
  return keyIds.includes(common.apiKeyId.toLowerCase()) ? OWN_USAGE_LOGS : NO_LOGS;
}

/** What has no index among the calls of one key or account: a customer with a million of them would wait. */
const FOR_ADMINISTRATORS = ['userId', 'source', 'clusterNode', 'ipAddress'] as const;

/** @throws UNAUTHENTICATED or FORBIDDEN where the filter is not for this viewer. */
export function checkUsageFilter(viewer: Viewer, filter: UsageLogFilter | null | undefined): void {
  if (FOR_ADMINISTRATORS.some((field) => filter?.[field] != null)) viewer.require('administer');
}

/** The days are those of everybody together, so nobody owns one. */
export const USAGE_DAYS = table<UsageDayRow, UsageDayFilter, UsageDayOrder>({
  name: 'analytics.usageDays',
  row: UsageDayRow,
  key: 'day',
  columns: { day: 'date' },
  computed: {
    p50LatencyMs: decimalOf(sql.fragment`p50_latency_ms`),
    p95LatencyMs: decimalOf(sql.fragment`p95_latency_ms`),
    p99LatencyMs: decimalOf(sql.fragment`p99_latency_ms`),
  },
  visible: administrators,
});
