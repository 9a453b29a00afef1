/** The rows of this subgraph's tables, as `queries.ts` selects them. */
import { z } from 'zod';

export const Asset = z.object({
  symbol: z.string(),
  categoryName: z.string(),
});
export type AssetRow = z.output<typeof Asset>;

export const Category = z.object({
  id: z.int(),
  name: z.string(),
  description: z.string(),
  displayOrder: z.int(),
  enabled: z.boolean(),
  createdAt: z.string(),
});
export type CategoryRow = z.output<typeof Category>;

export const Listing = z.object({
  id: z.int(),
  exchangeName: z.string(),
  exchangeSymbol: z.string(),
  symbol: z.string(),
  enabled: z.boolean(),
  categoryName: z.string(),
});
export type ListingRow = z.output<typeof Listing>;

export const Feed = z.object({
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
});
export type FeedRow = z.output<typeof Feed>;

export const LastPrice = z.object({
  asset: z.string(),
  source: z.string(),
  price: z.string(),
  observedAt: z.string(),
  receivedAt: z.string(),
});
export type LastPriceRow = z.output<typeof LastPrice>;

/** A name that a caller may use: an asset's symbol or a source's tag. */
export const KnownName = z.object({ kind: z.enum(['asset', 'source']), name: z.string() });
export type KnownNameRow = z.output<typeof KnownName>;
