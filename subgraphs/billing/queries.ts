/** What billing asks of its tables. Plans that are not published are for administrators. */
import { type SqlFragment, sql } from '../../platform/database.ts';
import { identifierIn } from '../../platform/expressions.ts';
import { type Lookup, table } from '../../platform/table.ts';
import { everybody, owners, publicWhere } from '../../platform/visibility.ts';
import type {
  PaymentLinkFilter,
  PaymentLinkOrder,
  TierPlanFilter,
  TierPlanOrder,
  TransactionFilter,
  TransactionOrder,
} from './generated/types.ts';
import { PaymentLinkRow, TierPlanRow, TransactionRow } from './rows.ts';

/** Tiers are compared in lower case: keys, payments and catalog spell them differently (dictionary TB-12). */
const isOfTier = (tier: unknown) => sql.fragment`lower(tier) = lower(${String(tier)})`;

export const TIER_PLANS = table<TierPlanRow, TierPlanFilter, TierPlanOrder>({
  name: 'billing.tierPlans',
  row: TierPlanRow,
  key: 'id',
  columns: { id: 'int4', product: 'text', tier: 'text', sortOrder: 'int4', published: 'bool' },
  sorted: { catalog: ['product', 'sortOrder'] },
  filters: { tier: isOfTier },
  visible: publicWhere(sql.fragment`published`),
});

export function planName(product: string, tier: string): string {
  return `${product}/${tier}`.toLowerCase();
}

/** Plans by their `planName`. The catalog is small enough to do without an index on it. */
export const PLAN_BY_NAME: Lookup<TierPlanRow> = {
  by: 'Name',
  type: 'text',
  expression: sql.fragment`lower(product || '/' || tier)`,
  keyOf: ({ product, tier }) => planName(product, tier),
};

const paidFrom = (address: string | SqlFragment) => sql.fragment`lower(donor_email) = lower(${address})`;

/**
 * The dictionary does not require an account of a gift, so the address that was given counts as well.
 */
export const TRANSACTIONS = table<TransactionRow, TransactionFilter, TransactionOrder>({
  name: 'billing.transactions',
  row: TransactionRow,
  key: 'id',
  columns: {
    ...{ id: 'uuid', userId: 'uuid', apiKey: 'text', stripeChargeId: 'text', stripeSessionId: 'text' },
    ...{ type: 'text', status: 'text', donorEmail: 'text', tier: 'text', timestamp: 'timestamptz' },
  },
  computed: { apiKey: identifierIn(sql.fragment`api_key`) },
  filters: { donorEmail: (address) => paidFrom(String(address)), tier: isOfTier },
  visible: owners(({ userId, keyIds, email }) => [
    ...(userId === null ? [] : [sql.fragment`user_id = ${userId}`]),
    sql.fragment`api_key = ANY(${sql.array(keyIds, 'text')})`,
    ...(email === null ? [] : [paidFrom(email)]),
  ]),
});

export const PAYMENT_LINKS = table<PaymentLinkRow, PaymentLinkFilter, PaymentLinkOrder>({
  name: 'billing.paymentLinks',
  row: PaymentLinkRow,
  key: 'id',
  columns: { id: 'int4', linkType: 'text', tier: 'text' },
  filters: { tier: isOfTier },
  visible: everybody,
});
