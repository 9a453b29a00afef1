/** Subscriptions of everybody among the fixtures, and what was pushed to them, odd spellings included. */
import { type Database, sql } from '../../platform/database.ts';
import { KEYS } from '../support/fixtures.ts';

const subscriptionId = (n: number) => `99999999-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const TOKEN = 'answer-with-this-0123456789';

export interface Subscription {
  id: string;
  holder: keyof typeof KEYS;
  tier: string;
  status: string;
  method: string;
  billing: string;
  assets: string[];
  createdAt: string;
}

const subscription = (n: number, holder: Subscription['holder'], rest: Partial<Subscription>): Subscription => ({
  ...{ id: subscriptionId(n), holder, tier: 'webhook_starter', status: 'active', method: 'https', billing: 'active' },
  ...{ assets: [], createdAt: '2026-03-01T12:00:00.000001Z', ...rest },
});

/** The oldest first, where equally old by `id`. */
export const SUBSCRIPTIONS: readonly Subscription[] = [
  subscription(1, 'alice', { assets: ['BTC', 'eth', 'NOPE'] }),
  subscription(2, 'aliceToo', { tier: 'Webhook_Standard', status: 'Paused', method: 'UDP', assets: ['BTC'] }),
  subscription(3, 'bob', { tier: 'webhook_professional', status: 'pending_verification', assets: ['SOL', 'BTC'] }),
  subscription(4, 'bob', { tier: 'webhook_enterprise', createdAt: '2026-03-01T12:00:00.000002Z' }),
  subscription(5, 'partner', {
    ...{ tier: 'webhook_partner', status: 'canceled', billing: 'past_due', createdAt: '2026-03-02T00:00:00.000000Z' },
  }),
  subscription(6, 'demo', {
    ...{ tier: 'stress', status: 'lost', method: 'pigeon', billing: 'canceled' },
    createdAt: '2026-03-03T00:00:00.000000Z',
  }),
];

export const [ALICE, ALICE_TOO, BOB, BOB_TOO, PARTNER, DEMO] = SUBSCRIPTIONS.map(({ id }) => id) as [
  string,
  string,
  string,
  string,
  string,
  string,
];

export interface Delivery {
  id: string;
  to: string;
  asset: string;
  status: string;
  createdAt: string;
}

const delivery = (id: bigint | number, to: string, asset: string, status: string, createdAt: string): Delivery => ({
  ...{ id: String(id), to, asset, status, createdAt },
});

/** One whose numbers no double holds. */
export const EXACT = '9007199254740993';

/** The oldest first, where equally old by `id`. */
export const DELIVERIES: readonly Delivery[] = [
  delivery(11, ALICE, 'BTC', 'delivered', '2026-04-01T00:00:00.000001Z'),
  delivery(12, ALICE_TOO, 'BTC', 'timeout', '2026-04-01T00:00:00.000001Z'),
  delivery(13, ALICE, 'eth', 'failed', '2026-04-01T00:00:00.000001Z'),
  delivery(14, ALICE, 'NOPE', 'Failed', '2026-04-01T00:00:00.000002Z'),
  delivery(15, ALICE_TOO, 'BTC', 'bounced', '2026-04-01T00:00:00.000003Z'),
  delivery(16, BOB, 'SOL', 'Delivered', '2026-04-02T00:00:00.000000Z'),
  delivery(17, BOB_TOO, 'BTC', 'delivered', '2026-04-02T00:00:00.000000Z'),
  delivery(18, PARTNER, 'BTC', 'failed', '2026-04-03T00:00:00.000000Z'),
  delivery(19, DEMO, 'BTC', 'delivered', '2026-04-03T00:00:00.000000Z'),
  delivery(BigInt(EXACT), ALICE, 'BTC', 'delivered', '2026-04-04T00:00:00.123456Z'),
];

/** After `insertFixtures`. */
export async function insertWebhooks(database: Database): Promise<void> {
  for (const { id, holder, tier, status, method, billing, assets, createdAt } of SUBSCRIPTIONS) {
    await database.query(sql.unsafe`
      INSERT INTO webhook_subscriptions (id, api_key_id, tier, status, delivery_method, subscription_status, assets,
        udp_endpoint_ip, udp_endpoint_port, https_endpoint_url, verification_token, stripe_customer_id,
        stripe_subscription_id, monthly_push_count, created_at, updated_at)
      VALUES (${id}, ${KEYS[holder]}, ${tier}, ${status}, ${method}, ${billing}, ${sql.array(assets, 'text')},
        '192.0.2.9', 9000, 'https://hooks.example.com/prices', ${TOKEN}, 'cus_1', 'sub_1', 7, ${createdAt}, ${createdAt})`);
  }
  for (const { id, to, asset, status, createdAt } of DELIVERIES) {
    await database.query(sql.unsafe`
      INSERT INTO webhook_delivery_log
        (id, subscription_id, asset, price, source, delivery_method, status, attempt, sequence_number, created_at)
      VALUES (${id}, ${to}, ${asset}, 1.50, 'coinbase-ws', 'https', ${status}, 1, 1, ${createdAt})`);
  }
  await database.query(sql.unsafe`
    UPDATE webhook_delivery_log SET price = 123456789012345678.000000001, latency_ms = 1e-7, attempt = 3,
      delivery_method = 'udp', error = 'once more', sequence_number = 9223372036854775807 WHERE id = ${EXACT}`);
}
