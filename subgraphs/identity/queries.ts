/** All SQL of identity. The text and the hash of a key never leave this file. */
import { uuids } from '../../platform/arguments.ts';
import { type Database, sql } from '../../platform/database.ts';
import { keyset, type Slice } from '../../platform/keyset.ts';
import { Count, ParentCount } from '../../platform/rows.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { ApiKeyRow, KnownKeyRow, UserRow } from './rows.ts';

export const NEWEST_USERS = keyset(UserRow, 'DESC', { created_at: 'timestamptz', id: 'uuid' });
export const NEWEST_KEYS = keyset(ApiKeyRow, 'DESC', { created_at: 'timestamptz', id: 'uuid' });

/** What stays of a key once its hash is known; the id keeps it unique, as the column demands. */
const MASK = sql.fragment`left(api_key, least(8, length(api_key) / 3)) || '...' || id`;
const IS_MASKED = sql.fragment`api_key LIKE '%...' || id`;

const USER = sql.fragment`id, email, tier, created_at, name, preferred_lang`;

const API_KEY = sql.fragment`
  id, user_id, group_id, CASE WHEN ${IS_MASKED} THEN split_part(api_key, '...', 1) END AS prefix,
  name, tier, query_limit, current_usage, rate_limit_qps, burst_limit, burst_tokens, minimum_wait_seconds,
  last_used, last_success, created_at, revoked, lrs_enabled, response_format, api_lang,
  stripe_customer_id, stripe_subscription_id, stripe_lrs_subscription_id,
  subscription_status, tier_effective_date, payment_failed_at,
  is_system, is_subscriber, is_partner, is_webhook, is_translation, is_rate_limited, is_billing_exempt`;

const visibleUsers = (viewer: Viewer) => (viewer.isAdmin ? sql.fragment`TRUE` : sql.fragment`id = ${viewer.userId}`);

const visibleKeys = (viewer: Viewer) =>
  viewer.isAdmin ? sql.fragment`TRUE` : sql.fragment`(id = ${viewer.keyId} OR user_id = ${viewer.userId})`;

export function usersByIds(database: Database, viewer: Viewer, ids: readonly string[]) {
  return database.any(sql.type(UserRow)`/* identity.usersByIds */
    SELECT ${USER} FROM users WHERE id = ANY(${sql.array(uuids(ids), 'uuid')}) AND ${visibleUsers(viewer)}`);
}

export function users(database: Database, viewer: Viewer, slice: Slice<UserRow>) {
  return database.any(sql.type(UserRow)`/* identity.users */
    SELECT ${USER} FROM users WHERE ${visibleUsers(viewer)} AND ${slice.behind}
    ORDER BY ${slice.order} LIMIT ${slice.limit}`);
}

export function userCount(database: Database, viewer: Viewer) {
  return database.oneFirst(sql.type(Count)`/* identity.userCount */
    SELECT count(*)::int4 FROM users WHERE ${visibleUsers(viewer)}`);
}

export function apiKeysByIds(database: Database, viewer: Viewer, ids: readonly string[]) {
  return database.any(sql.type(ApiKeyRow)`/* identity.apiKeysByIds */
    SELECT ${API_KEY} FROM api_keys WHERE id = ANY(${sql.array(uuids(ids), 'uuid')}) AND ${visibleKeys(viewer)}`);
}

export function apiKeys(database: Database, viewer: Viewer, slice: Slice<ApiKeyRow>) {
  return database.any(sql.type(ApiKeyRow)`/* identity.apiKeys */
    SELECT ${API_KEY} FROM api_keys WHERE ${visibleKeys(viewer)} AND ${slice.behind}
    ORDER BY ${slice.order} LIMIT ${slice.limit}`);
}

export function apiKeyCount(database: Database, viewer: Viewer) {
  return database.oneFirst(sql.type(Count)`/* identity.apiKeyCount */
    SELECT count(*)::int4 FROM api_keys WHERE ${visibleKeys(viewer)}`);
}

export function apiKeysByUsers(
  database: Database,
  viewer: Viewer,
  userIds: readonly string[],
  slice: Slice<ApiKeyRow>,
) {
  return database.any(sql.type(ApiKeyRow)`/* identity.apiKeysByUsers */
    SELECT page.* FROM unnest(${sql.array(userIds, 'uuid')}) AS parent (parent_id), LATERAL (
      SELECT ${API_KEY} FROM api_keys WHERE user_id = parent_id AND ${visibleKeys(viewer)} AND ${slice.behind}
      ORDER BY ${slice.order} LIMIT ${slice.limit}
    ) AS page ORDER BY ${slice.order}`);
}

export function apiKeyCountsByUsers(database: Database, viewer: Viewer, userIds: readonly string[]) {
  return database.any(sql.type(ParentCount)`/* identity.apiKeyCountsByUsers */
    SELECT user_id AS parent, count(*)::int4 FROM api_keys
    WHERE user_id = ANY(${sql.array(userIds, 'uuid')}) AND ${visibleKeys(viewer)} GROUP BY user_id`);
}

/**
 * The key that is `key`, whose SHA-256 is `hash`, unless it has been revoked. It may still be stored as plain text; a
 * masked row cannot be matched by its text: what is left of its key is no key.
 */
export function keyBySecret(database: Database, key: string, hash: string) {
  const isPlain = sql.fragment`(api_key = ${key} AND NOT (${IS_MASKED}))`;
  return database.maybeOne(sql.type(KnownKeyRow)`/* identity.keyBySecret */
    SELECT ${API_KEY}, (SELECT email FROM users WHERE users.id = user_id) AS email, ${isPlain} AS is_plain,
      array(
        SELECT id::text FROM (
          SELECT id, created_at FROM api_keys AS sibling WHERE id = api_keys.id OR user_id = api_keys.user_id
          ORDER BY id = api_keys.id DESC, created_at DESC, id LIMIT 100
        ) AS newest
      ) AS key_ids
    FROM api_keys WHERE (key_hash = ${hash} OR ${isPlain}) AND revoked IS NOT TRUE LIMIT 1`);
}

/**
 * Replaces a key that is still stored as plain text by its hash (dictionary TB-28); nothing happens when there is none,
 * as when another process was first.
 */
export async function hashPlainKey(database: Database, key: string, hash: string): Promise<void> {
  await database.query(sql.unsafe`/* identity.hashPlainKey */
    UPDATE api_keys SET key_hash = ${hash}, api_key = ${MASK}
    WHERE api_key = ${key} AND NOT (${IS_MASKED})`);
}

const DEMO_KEY_ID = '5eed0000-0000-4000-8000-000000000001';

/**
 * Adds the demo key with the flags of the system group and the numbers of the free tier, unless it is there. The id is
 * fixed, so that two processes that start at once add one key.
 */
export async function insertDemoKey(database: Database, key: string, hash: string): Promise<void> {
  await database.query(sql.unsafe`/* identity.insertDemoKey */
    INSERT INTO api_keys
      (id, key_hash, api_key, name, tier, query_limit, rate_limit_qps, burst_limit, burst_tokens, minimum_wait_seconds,
       group_id, is_system, is_subscriber, is_partner, is_webhook, is_translation, is_rate_limited, is_billing_exempt)
    SELECT ${DEMO_KEY_ID}, ${hash}, left(${key}, 8) || '...' || ${DEMO_KEY_ID}, 'Public demo',
      tier, query_limit, rate_limit_qps, burst_limit, burst_tokens, min_wait_seconds,
      id, is_system, is_subscriber, is_partner, is_webhook, is_translation, is_rate_limited, is_billing_exempt
    FROM api_key_groups, rate_limit_template
    WHERE api_key_groups.name = 'system' AND tier = 'free'
      AND NOT EXISTS (SELECT FROM api_keys WHERE key_hash = ${hash})
    ON CONFLICT DO NOTHING`);
}

export async function setKeyRevoked(database: Database, hash: string, revoked: boolean): Promise<void> {
  await database.query(sql.unsafe`/* identity.setKeyRevoked */
    UPDATE api_keys SET revoked = ${revoked} WHERE key_hash = ${hash} AND revoked IS DISTINCT FROM ${revoked}`);
}
