/** Sixty accounts with two keys each: addresses in mixed case, moments that several share or lack, tiers of all kinds. */
import { z } from 'zod';
import { type Database, sql } from '../../platform/database.ts';

export const userId = (n: number) => `1a000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const keyId = (n: number) => `1b000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const StoredUser = z.object({ id: z.string(), email: z.string(), createdAt: z.string().nullable() });
const StoredKey = z.object({
  id: z.string(),
  userId: z.string().nullable(),
  groupId: z.int().nullable(),
  stripeCustomerId: z.string().nullable(),
  stripeSubscriptionId: z.string().nullable(),
  createdAt: z.string().nullable(),
});
export type StoredUser = z.output<typeof StoredUser>;
export type StoredKey = z.output<typeof StoredKey>;

export async function insertAccounts(database: Database): Promise<void> {
  await database.query(sql.unsafe`
    INSERT INTO users (id, email, tier, created_at)
    SELECT ('1a000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'User' || n || '@Example.org',
      (ARRAY['free', 'Pro', 'enterprise', 'unlimited', 'lifetime', 'PARTNER', 'gold', NULL])[n % 8 + 1],
      CASE WHEN n % 10 > 0 THEN '2026-03-01 10:00:00.000001+00'::timestamptz + n / 7 * interval '1 microsecond' END
    FROM generate_series(1, 60) AS n`);
  await database.query(sql.unsafe`
    INSERT INTO api_keys (id, user_id, api_key, group_id, tier, is_subscriber, stripe_customer_id,
      stripe_subscription_id, created_at)
    SELECT ('1b000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
      ('1a000000-0000-4000-8000-' || lpad((n % 60 + 1)::text, 12, '0'))::uuid, 'plain ' || n,
      nullif(n % 7, 0), (ARRAY['free', 'Pro', 'ENTERPRISE', 'none such', NULL])[n % 5 + 1], true,
      'cus_' || n % 40, CASE WHEN n % 3 = 0 THEN 'sub_' || n END,
      CASE WHEN n % 11 > 0 THEN '2026-03-02 10:00:00.000001+00'::timestamptz + n / 9 * interval '1 microsecond' END
    FROM generate_series(1, 120) AS n`);
}

/** All accounts, the newest first: those without a moment come before all others. */
export const storedUsers = (database: Database) =>
  database.any(sql.type(StoredUser)`SELECT id, email, created_at FROM users ORDER BY created_at DESC, id DESC`);

/** All keys, the newest first. */
export const storedKeys = (database: Database) =>
  database.any(sql.type(StoredKey)`
    SELECT id, user_id, group_id, stripe_customer_id, stripe_subscription_id, created_at
    FROM api_keys ORDER BY created_at DESC, id DESC`);
