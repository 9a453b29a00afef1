/** The rows of this subgraph's tables, as `queries.ts` selects them. */
import { z } from 'zod';

/** There is no table of assets: an asset is what the asset map lists. */
export type AssetRow = z.output<typeof AssetRow>;
export const AssetRow = z.object({
  symbol: z.string(),
  category: z.string(),
});

export type CategoryRow = z.output<typeof CategoryRow>;
export const CategoryRow = z
  .object({
    id: z.int(),
    categoryName: z.string(),
    description: z.string(),
    displayOrder: z.int(),
    enabled: z.boolean(),
    createdAt: z.string(),
  })
  .meta({ table: 'asset_categories' });

export type ListingRow = z.output<typeof ListingRow>;
export const ListingRow = z
  .object({
    id: z.int(),
    exchangeName: z.string(),
    asset: z.string(),
    exchangeSymbol: z.string(),
    enabled: z.boolean(),
    category: z.string(),
  })
  .meta({ table: 'exchange_asset_map' });

export type FeedRow = z.output<typeof FeedRow>;
export const FeedRow = z
  .object({
    id: z.int(),
    exchangeName: z.string(),
    displayName: z.string(),
    sourceTag: z.string(),
    pairSuffix: z.string(),
    enabled: z.boolean(),
    wsEndpoint: z.string(),
    subscribeFormat: z.string(),
    symbolTemplate: z.string(),
    symbolSeparator: z.string(),
    symbolStyle: z.string().nullable(),
    subscribeTemplate: z.string().nullable(),
    tradeChannelMatch: z.string().nullable(),
    msgIsArray: z.boolean().nullable(),
    arrayPath: z.string().nullable(),
    pricePath: z.string().nullable(),
    symbolPath: z.string().nullable(),
    timestampPath: z.string().nullable(),
    timestampFormat: z.string().nullable(),
    heartbeatMethod: z.string().nullable(),
    heartbeatResponseMethod: z.string().nullable(),
    pingIntervalSec: z.int().nullable(),
    pingMessage: z.string().nullable(),
    parseRegex: z.string().nullable(),
    notes: z.string().nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ table: 'exchange_feeds' });

/** A feed as a viewer sees it: an administrator all of it, everybody else nothing of how it is connected and read. */
export type ShownFeedRow = z.output<typeof ShownFeedRow>;
export const ShownFeedRow = z.object({
  ...FeedRow.shape,
  wsEndpoint: FeedRow.shape.wsEndpoint.nullable(),
  subscribeFormat: FeedRow.shape.subscribeFormat.nullable(),
  symbolTemplate: FeedRow.shape.symbolTemplate.nullable(),
  symbolSeparator: FeedRow.shape.symbolSeparator.nullable(),
  createdAt: FeedRow.shape.createdAt.nullable(),
  updatedAt: FeedRow.shape.updatedAt.nullable(),
});

/** What the subscriber's endpoint has to answer is nobody's to read: it would prove the endpoint of anybody. */
export type WebhookSubscriptionRow = z.output<typeof WebhookSubscriptionRow>;
export const WebhookSubscriptionRow = z
  .object({
    id: z.string(),
    apiKeyId: z.string(),
    tier: z.string(),
    udpEndpointIp: z.string().nullable(),
    udpEndpointPort: z.int().nullable(),
    httpsEndpointUrl: z.string().nullable(),
    deliveryMethod: z.string(),
    intervalSeconds: z.int(),
    assets: z.array(z.string()),
    maxAssets: z.int(),
    status: z.string(),
    verifiedAt: z.string().nullable(),
    monthlyPushCount: z.int(),
    stripeCustomerId: z.string().nullable(),
    stripeSubscriptionId: z.string().nullable(),
    subscriptionStatus: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ table: 'webhook_subscriptions', secrets: ['verification_token'] });

export type WebhookDeliveryRow = z.output<typeof WebhookDeliveryRow>;
export const WebhookDeliveryRow = z
  .object({
    id: z.string(),
    subscriptionId: z.string(),
    asset: z.string(),
    price: z.string(),
    source: z.string(),
    deliveryMethod: z.string(),
    status: z.string(),
    latencyMs: z.string().nullable(),
    attempt: z.int(),
    error: z.string().nullable(),
    sequenceNumber: z.string(),
    createdAt: z.string(),
  })
  .meta({ table: 'webhook_delivery_log' });

/** A tier's limits as identity knows them: here nothing but the tier's name. */
export interface RateLimitTemplateRef {
  tier: string;
}

/** What steers the reader of a feed; the rest of the row may change without it. */
export type ReaderRow = z.output<typeof ReaderRow>;
export const ReaderRow = FeedRow.omit({
  id: true,
  enabled: true,
  heartbeatResponseMethod: true,
  parseRegex: true,
  notes: true,
  createdAt: true,
  updatedAt: true,
});

/** What an exchange calls one of our assets. */
export type MappingRow = z.output<typeof MappingRow>;
export const MappingRow = ListingRow.pick({ exchangeName: true, asset: true, exchangeSymbol: true });

export type LastPriceRow = z.output<typeof LastPriceRow>;
export const LastPriceRow = z
  .object({
    asset: z.string(),
    source: z.string(),
    price: z.string(),
    observedAt: z.string(),
    receivedAt: z.string(),
  })
  .meta({ table: 'last_prices' });

/** A name that a caller may use: an asset's symbol or a source's tag. */
export type KnownNameRow = z.output<typeof KnownNameRow>;
export const KnownNameRow = z.object({ kind: z.enum(['asset', 'source']), name: z.string() });
