/** All SQL of analytics. A log entry belongs to the account, or the key, that made the call. */
import { texts, uuids } from '../../platform/arguments.ts';
import { type Database, sql } from '../../platform/database.ts';
import { keyset, type Slice, type SqlFragment } from '../../platform/keyset.ts';
import { Count, ParentCount } from '../../platform/rows.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { UsageLogRow } from './rows.ts';

export const LATEST_LOGS = keyset(UsageLogRow, 'DESC', { timestamp: 'timestamptz', id: 'uuid' });

/**
 * `price` is a double (dictionary TB-36): its shortest exact text becomes a decimal, so no digit is made up.
 * Old entries may hold the key itself where its identifier belongs (TB-27): nothing but an identifier leaves.
 */
const USAGE_LOG = sql.fragment`
  id, user_id, CASE WHEN api_key_id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN lower(api_key_id) END AS api_key_id,
  "timestamp", ip_address, query_type, duration_ms, token_count, metadata, latency_ms, status, error, cached, asset,
  cache_age_seconds, cluster_node, aws_region, source, price::text::numeric::text AS price, api_lang`;

/** The latest of the account and the latest of the key, of which each has an index, rather than both at once. */
const ownLogs = (viewer: Viewer, slice: Slice<UsageLogRow>) => {
  const latest = (owned: SqlFragment) => sql.fragment`
    (SELECT * FROM usage_logs WHERE ${owned} AND ${slice.behind} ORDER BY ${slice.order} LIMIT ${slice.limit})`;
  return sql.fragment`(
    ${latest(sql.fragment`api_key_id = ${viewer.keyId}::text`)} UNION ${latest(sql.fragment`user_id = ${viewer.userId}`)}
  ) AS usage_logs`;
};

/** The key that everybody shares shows nobody the calls of the others. */
const visibleLogs = (viewer: Viewer) => {
  if (viewer.isAdmin) return sql.fragment`TRUE`;
  if (!viewer.can('readOwn')) return sql.fragment`FALSE`;
  return sql.fragment`(api_key_id = ${viewer.keyId}::text OR user_id = ${viewer.userId})`;
};

export function usageLogs(database: Database, viewer: Viewer, slice: Slice<UsageLogRow>) {
  return database.any(sql.type(UsageLogRow)`/* analytics.usageLogs */
    SELECT ${USAGE_LOG} FROM ${viewer.isAdmin ? sql.fragment`usage_logs` : ownLogs(viewer, slice)}
    WHERE ${visibleLogs(viewer)} AND ${slice.behind}
    ORDER BY ${slice.order} LIMIT ${slice.limit}`);
}

export function usageLogCount(database: Database, viewer: Viewer) {
  return database.oneFirst(sql.type(Count)`/* analytics.usageLogCount */
    SELECT count(*)::int4 FROM usage_logs WHERE ${visibleLogs(viewer)}`);
}

export function usageLogsByIds(database: Database, viewer: Viewer, ids: readonly string[]) {
  return database.any(sql.type(UsageLogRow)`/* analytics.usageLogsByIds */
    SELECT ${USAGE_LOG} FROM usage_logs WHERE id = ANY(${sql.array(uuids(ids), 'uuid')}) AND ${visibleLogs(viewer)}`);
}

export function usageLogsByKeys(
  database: Database,
  viewer: Viewer,
  keyIds: readonly string[],
  slice: Slice<UsageLogRow>,
) {
  return database.any(sql.type(UsageLogRow)`/* analytics.usageLogsByKeys */
    SELECT page.* FROM unnest(${sql.array(texts(keyIds), 'text')}) AS parent (parent_id), LATERAL (
      SELECT ${USAGE_LOG} FROM usage_logs
      WHERE api_key_id = parent_id AND ${visibleLogs(viewer)} AND ${slice.behind}
      ORDER BY ${slice.order} LIMIT ${slice.limit}
    ) AS page ORDER BY ${slice.order}`);
}

export function usageLogCountsByKeys(database: Database, viewer: Viewer, keyIds: readonly string[]) {
  return database.any(sql.type(ParentCount)`/* analytics.usageLogCountsByKeys */
    SELECT api_key_id AS parent, count(*)::int4 FROM usage_logs
    WHERE api_key_id = ANY(${sql.array(texts(keyIds), 'text')}) AND ${visibleLogs(viewer)} GROUP BY api_key_id`);
}
