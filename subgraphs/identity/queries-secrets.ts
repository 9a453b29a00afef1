/** What is asked about keys as callers send them. The text and the hash of a key never leave this file. */
import { type Database, sql } from '../../platform/database.ts';
import { KnownKeyRow } from './rows.ts';

/** What stays of a key once its hash is known; the id keeps it unique, as the column demands. */
const MASK = sql.fragment`left(api_key, least(8, length(api_key) / 3)) || '...' || id`;
const IS_MASKED = sql.fragment`api_key LIKE '%...' || id`;

/** The first characters of a key; null while the key is stored as plain text. */
export const PREFIX = sql.fragment`CASE WHEN ${IS_MASKED} THEN split_part(api_key, '...', 1) END`;

/**
 * The key that is `key`, whose SHA-256 is `hash`, unless it has been revoked. It may still be stored as plain text; a
 * masked row cannot be matched by its text: what is left of its key is no key. `keyIds` begins with the key's own. An
 * empty address is none: what came without an address belongs to nobody.
 */
export function keyBySecret(database: Database, key: string, hash: string) {
  const isPlain = sql.fragment`(api_key = ${key} AND NOT (${IS_MASKED}))`;
  return database.maybeOne(sql.type(KnownKeyRow)`/* identity.keyBySecret */
    SELECT id, user_id, tier, api_lang, group_id, query_limit, rate_limit_qps, burst_limit,
      is_system, is_subscriber, is_partner, is_webhook, is_translation, is_rate_limited, is_billing_exempt,
      (SELECT email FROM users WHERE users.id = user_id AND trim(email) <> '') AS email, ${isPlain} AS is_plain,
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
