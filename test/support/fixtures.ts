/**
 * A few rows that hang together, and the viewers that look at them: Alice and Bob with keys of their own, a partner
 * whose key belongs to no account, and whoever holds the demo key.
 */
import { type Database, sql } from '../../platform/database.ts';
import { ADMIN, GATEWAY, type KeyFlags, NOBODY, Viewer } from '../../platform/viewer.ts';
import { hashOf } from '../../subgraphs/identity/keys.ts';

const id = (kind: string, number: number) => `${kind.repeat(8)}-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const USERS = { alice: id('a', 1), bob: id('a', 2) };
export const KEYS = { alice: id('b', 1), aliceToo: id('b', 2), bob: id('b', 3), partner: id('b', 4), demo: id('b', 5) };
export const SECRETS = { alice: 'alice-secret-key-0001', bob: 'bob-secret-key-0002' };
export const TICKETS = { alice: [id('c', 1), id('c', 2), id('c', 3)], bob: [id('c', 4)] } as const;
export const LOGS = {
  alice: [id('d', 1), id('d', 2)],
  bob: [id('d', 3)],
  partner: [id('d', 4)],
  demo: [id('d', 5)],
} as const;
export const NEWSLETTERS = { sent: id('e', 1), archived: id('e', 2), draft: id('e', 3), planned: id('e', 4) };
export const JOBS = { alice: id('f', 1), aliceRetry: id('f', 2), bob: id('f', 3), internal: id('f', 4) };

const FLAGS: KeyFlags = {
  isSystem: false,
  isSubscriber: true,
  isPartner: false,
  isWebhook: false,
  isTranslation: false,
  isRateLimited: true,
  isBillingExempt: false,
};

interface Holder {
  userId?: string;
  keyIds?: readonly string[];
  email?: string;
  flags?: Partial<KeyFlags>;
}

function holder(keyId: string, { userId, keyIds = [keyId], email, flags }: Holder): Viewer {
  return new Viewer({
    ...{ kind: 'key', keyId, userId: userId ?? null, keyIds, email: email ?? null, tier: 'pro', language: 'en' },
    flags: { ...FLAGS, ...flags },
  });
}

export const VIEWERS = {
  nobody: NOBODY,
  gateway: GATEWAY,
  demo: holder(KEYS.demo, { flags: { isSystem: true, isSubscriber: false } }),
  partner: holder(KEYS.partner, { flags: { isPartner: true, isSubscriber: false } }),
  alice: holder(KEYS.alice, {
    userId: USERS.alice,
    keyIds: [KEYS.alice, KEYS.aliceToo],
    email: 'alice@example.com',
  }),
  bob: holder(KEYS.bob, { userId: USERS.bob, email: 'bob@example.com' }),
  admin: ADMIN,
};

export async function insertFixtures(database: Database): Promise<void> {
  await database.transaction(async (transaction) => {
    for (const statement of STATEMENTS) await transaction.query(statement);
  });
}

const masked = (secret: string, keyId: string) => `${secret.slice(0, 8)}...${keyId}`;

const STATEMENTS = [
  sql.unsafe`
    INSERT INTO users (id, email, tier, name, created_at) VALUES
      (${USERS.alice}, 'alice@example.com', 'pro', 'Alice', '2026-01-01 00:00:00.123456+00'),
      (${USERS.bob}, 'bob@example.com', 'webhook_standard', 'Bob', '2026-01-01 00:00:00.123456+00')`,
  sql.unsafe`
    INSERT INTO api_keys (id, user_id, key_hash, api_key, name, tier, group_id, is_system, is_subscriber, is_partner,
      is_webhook, is_rate_limited, is_billing_exempt, rate_limit_qps, burst_limit, query_limit, created_at) VALUES
      (${KEYS.alice}, ${USERS.alice}, ${hashOf(SECRETS.alice)}, ${masked(SECRETS.alice, KEYS.alice)},
        'Alice', 'Pro', 2, false, true, false, false, true, false, 5, 10, 50000, '2026-01-02'),
      (${KEYS.aliceToo}, ${USERS.alice}, 'no-such-hash', ${masked('spare-key', KEYS.aliceToo)},
        'Spare', 'gone', 2, false, true, false, false, true, false, 1, 5, 1000, '2026-01-02'),
      (${KEYS.bob}, ${USERS.bob}, ${hashOf(SECRETS.bob)}, ${masked(SECRETS.bob, KEYS.bob)},
        'Bob', 'webhook_standard', 5, false, false, false, true, true, false, 1, 5, 1000, '2026-01-03'),
      (${KEYS.partner}, NULL, 'partner-hash', ${masked('partner-key', KEYS.partner)},
        'Partner', 'partner', 4, false, false, true, false, false, true, 0, 0, 999999999, '2026-01-04'),
      (${KEYS.demo}, NULL, 'demo-hash', ${masked('shared-key', KEYS.demo)},
        'Shared', 'free', 1, true, false, false, false, false, true, 1, 5, 1000, '2026-01-05')`,
  sql.unsafe`
    INSERT INTO support_tickets (id, ticket_number, name, email, subject, message, created_at) VALUES
      (${TICKETS.alice[0]}, 'TKT-000001', 'Alice', 'alice@example.com', 'First', 'Hello', '2026-02-01 08:00:00.000001+00'),
      (${TICKETS.alice[1]}, 'TKT-000002', 'Alice', 'alice@example.com', 'Second', 'Again', '2026-02-01 08:00:00.000001+00'),
      (${TICKETS.alice[2]}, 'TKT-000003', 'Alice', 'alice@example.com', 'Third', 'Still', '2026-02-01 08:00:00.000002+00'),
      (${TICKETS.bob[0]}, 'TKT-000004', 'Bob', 'bob@example.com', 'Mine', 'Hi', '2026-02-02 08:00:00+00')`,
  sql.unsafe`
    INSERT INTO usage_logs (id, user_id, api_key_id, asset, price, cache_age_seconds, "timestamp", ip_address) VALUES
      (${LOGS.alice[0]}, ${USERS.alice}, ${KEYS.alice}, 'BTC', 67890.1, 123456789012.345678, '2026-03-01 12:00:00.123456+00', '192.0.2.1'),
      (${LOGS.alice[1]}, ${USERS.alice}, ${KEYS.aliceToo}, 'ETH', 1e-7, 0.1, '2026-03-01 12:00:00.123456+00', '192.0.2.1'),
      (${LOGS.bob[0]}, ${USERS.bob}, ${KEYS.bob}, NULL, NULL, NULL, '2026-03-01 13:00:00+00', '192.0.2.2'),
      (${LOGS.partner[0]}, NULL, ${KEYS.partner}, 'BTC', 0.1, 0, '2026-03-01 14:00:00+00', '192.0.2.3'),
      (${LOGS.demo[0]}, NULL, ${KEYS.demo}, 'BTC', 0.1, 0, '2026-03-01 15:00:00+00', '192.0.2.4')`,
  sql.unsafe`
    INSERT INTO newsletters (id, title, content, sent_at, status, subscriber_count, open_rate, metadata) VALUES
      (${NEWSLETTERS.sent}, 'Sent', 'News', '2026-01-10', 'active', 100, 41.5, '{"campaign": "winter"}'),
      (${NEWSLETTERS.archived}, 'Archived', 'Old news', '2025-01-10', 'archived', 90, 40, NULL),
      (${NEWSLETTERS.draft}, 'Draft', 'Not yet', NULL, 'active', 0, 0, NULL),
      (${NEWSLETTERS.planned}, 'Planned', 'Tomorrow', 'infinity', 'active', 0, 0, NULL)`,
  sql.unsafe`
    INSERT INTO translation_tasks (task_id, task_type, customer_email) VALUES
      ('TASK-ALICE', 'acceptance', 'alice@example.com'),
      ('TASK-BOB', 'acceptance', 'bob@example.com'),
      ('TASK-INTERNAL', 'admin_batch', NULL)`,
  sql.unsafe`
    INSERT INTO translation_jobs
      (id, job_id, task_id, retry_of, docs, langs, bedrock_cost_usd, idempotency_key, submitted_at) VALUES
      (${JOBS.alice}, 'JOB-1', 'TASK-ALICE', NULL, '["a.md"]', '["de"]', 12345678901234.5678, 'once', '2026-04-01'),
      (${JOBS.aliceRetry}, 'JOB-2', 'TASK-ALICE', 'JOB-1', '["a.md"]', '["de"]', 0, NULL, '2026-04-01'),
      (${JOBS.bob}, 'JOB-3', 'TASK-BOB', NULL, '["b.md"]', '["fr"]', 0, NULL, '2026-04-02'),
      (${JOBS.internal}, 'JOB-4', 'TASK-INTERNAL', 'JOB-1', '["c.md"]', '["es"]', 0, NULL, '2026-04-03')`,
];
