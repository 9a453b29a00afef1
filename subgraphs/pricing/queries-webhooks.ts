/** What pricing asks of the pushed prices. A subscription belongs to a key, and so to whoever holds that key. */
import { readText } from '../../platform/arguments.ts';
import { type SqlFragment, sql } from '../../platform/database.ts';
import { decimalOf } from '../../platform/expressions.ts';
import { type Condition, inAnyCase } from '../../platform/filter.ts';
import { type Belonging, table } from '../../platform/table.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { owners } from '../../platform/visibility.ts';
import type {
  WebhookDeliveryFilter,
  WebhookDeliveryOrder,
  WebhookSubscriptionFilter,
  WebhookSubscriptionOrder,
} from './generated/types.ts';
import { WebhookDeliveryRow, WebhookSubscriptionRow } from './rows.ts';

const ofStatus = inAnyCase(sql.fragment`status`);

/** Says in so many words that what was delivered is not wanted, or Postgres would not use the indexes on the rest. */
const ofOutcome: Condition = (wanted, argument) =>
  Array.isArray(wanted) && wanted.includes('delivered')
    ? ofStatus(wanted, argument)
    : sql.fragment`(${ofStatus(wanted, argument)} AND status <> 'delivered')`;

const ofKeys = (viewer: Viewer) => sql.fragment`api_key_id = ANY(${sql.array(viewer.keyIds, 'uuid')})`;

/** Symbols compare without regard to case, on either side. */
const ofSymbol = (symbol: string | SqlFragment) => sql.fragment`upper(asset) = upper(${symbol})`;

const ofTier = (tier: SqlFragment) => sql.fragment`lower(tier) = lower(${tier})`;

export const SUBSCRIPTIONS = table<WebhookSubscriptionRow, WebhookSubscriptionFilter, WebhookSubscriptionOrder>({
  name: 'pricing.webhookSubscriptions',
  row: WebhookSubscriptionRow,
  key: 'id',
  columns: { id: 'uuid', apiKeyId: 'uuid', tier: 'text', status: 'text', createdAt: 'timestamptz' },
  // Nothing keeps an element of the array from being null.
  computed: { assets: sql.fragment`array_remove(assets, NULL)` },
  filters: { tier: inAnyCase(sql.fragment`tier`), status: ofStatus },
  visible: owners((viewer) => [ofKeys(viewer)]),
});

export const SUBSCRIPTIONS_OF_TIER: Belonging = { by: 'Tier', type: 'text', matches: ofTier };

export const SUBSCRIPTIONS_OF_ASSET: Belonging = {
  by: 'Asset',
  type: 'text',
  matches: (symbol) => sql.fragment`EXISTS (SELECT FROM unnest(assets) AS asset WHERE ${ofSymbol(symbol)})`,
};

/** `latency_ms` is a double: its shortest exact text becomes a decimal, so no digit is made up. */
export const DELIVERIES = table<WebhookDeliveryRow, WebhookDeliveryFilter, WebhookDeliveryOrder>({
  name: 'pricing.webhookDeliveries',
  row: WebhookDeliveryRow,
  key: 'id',
  columns: { id: 'int8', subscriptionId: 'uuid', asset: 'text', status: 'text', createdAt: 'timestamptz' },
  computed: { latencyMs: decimalOf(sql.fragment`latency_ms`) },
  filters: {
    asset: (symbol, argument) => ofSymbol(readText(argument, String(symbol))),
    status: ofOutcome,
  },
  visible: owners((viewer) => [
    {
      heldBy: sql.fragment`subscription_id`,
      holders: sql.fragment`SELECT id FROM webhook_subscriptions WHERE ${ofKeys(viewer)}`,
      type: 'uuid',
    },
  ]),
});

export const DELIVERIES_OF_ASSET: Belonging = { by: 'Asset', type: 'text', matches: ofSymbol };
