/** What a key stands for. */
import { createHash } from 'node:crypto';
import type { Database } from '../../platform/database.ts';
import type { KeyFlags } from '../../platform/viewer.ts';
import { hashPlainKey, insertDemoKey, keyBySecret, setKeyRevoked } from './queries-secrets.ts';
import type { KnownKeyRow, StandingRow } from './rows.ts';

/** Printed at the start, for anybody to try the graph with. */
export const DEMO_KEY = 'demo-public-2026-03-01-abc123';

/** What is stored of a key: SHA-256 in hex. Keys are long and random, so a slow hash would add nothing but time. */
export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** The row behind a key as the caller sent it; null for an unknown or revoked one. */
export async function findKey(database: Database, key: string): Promise<KnownKeyRow | null> {
  if (key.includes('\0')) return null;
  const hash = hashOf(key);
  const known = await keyBySecret(database, key, hash);
  if (known?.isPlain) await hashPlainKey(database, key, hash);
  return known;
}

/** A key that no group has given flags to is limited, not free (dictionary TB-15). */
export function flagsOf(key: StandingRow): KeyFlags {
  const { isSystem, isSubscriber, isPartner, isWebhook, isTranslation, isRateLimited, isBillingExempt } = key;
  const stamped =
    key.groupId !== null || isSystem || isSubscriber || isPartner || isWebhook || isTranslation || isBillingExempt;
  return {
    isSystem,
    isSubscriber,
    isPartner,
    isWebhook,
    isTranslation,
    isRateLimited: isRateLimited || !stamped,
    isBillingExempt,
  };
}

/** `query_limit` of a key without a monthly cap (dictionary TB-13). */
const UNLIMITED = 999_999_999;

/**
 * What the key is held to; null stands for no limit. One flag governs the rate, the other the monthly cap (dictionary
 * TB-16). A limit that a row lacks is that of the free tier.
 */
export function limitsOf(key: StandingRow) {
  const { isRateLimited, isBillingExempt } = flagsOf(key);
  const queriesPerMonth = key.queryLimit ?? 1_000;
  return {
    queriesPerSecond: isRateLimited ? orNone(key.rateLimitQps ?? 1) : null,
    burst: isRateLimited ? orNone(key.burstLimit ?? 5) : null,
    queriesPerMonth: isBillingExempt || queriesPerMonth >= UNLIMITED ? null : queriesPerMonth,
  };
}

function orNone(limit: number): number | null {
  return limit === 0 ? null : limit;
}

/** Makes the demo key work, or stop working. Call it at every start, behind migrations and seeds. */
export async function syncDemoKey(database: Database, enabled: boolean): Promise<void> {
  const hash = hashOf(DEMO_KEY);
  await hashPlainKey(database, DEMO_KEY, hash);
  if (enabled) await insertDemoKey(database, DEMO_KEY, hash);
  await setKeyRevoked(database, hash, !enabled);
}
