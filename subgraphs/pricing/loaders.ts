/** Batching, nothing else: each question to Postgres is asked once for all who need its answer at the moment. */
import { perViewer, turnLoader } from '../../platform/loaders.ts';
import {
  ASSETS,
  ASSETS_OF_EXCHANGE,
  ASSETS_OF_SUBSCRIPTION,
  CATEGORIES,
  FEEDS,
  LISTINGS,
  listingsByAsset,
} from './queries.ts';
import {
  DELIVERIES,
  DELIVERIES_OF_ASSET,
  SUBSCRIPTIONS,
  SUBSCRIPTIONS_OF_ASSET,
  SUBSCRIPTIONS_OF_TIER,
} from './queries-webhooks.ts';

export type Loaders = ReturnType<typeof loadersOf>;

export const loadersOf = perViewer((database, viewer) => ({
  asset: ASSETS.rowsBy(database, viewer, 'symbol'),
  assetsByCategory: ASSETS.pagesBy(database, viewer, 'category'),
  assetsByExchange: ASSETS.pagesBy(database, viewer, ASSETS_OF_EXCHANGE),
  assetsBySubscription: ASSETS.pagesBy(database, viewer, ASSETS_OF_SUBSCRIPTION),
  category: CATEGORIES.rowsBy(database, viewer, 'id'),
  categoryByName: CATEGORIES.rowsBy(database, viewer, 'categoryName'),
  listing: LISTINGS.rowsBy(database, viewer, 'id'),
  listingsByAsset: turnLoader(async (symbols) => {
    const listings = Map.groupBy(await listingsByAsset(database, viewer, symbols), ({ asset }) => asset);
    return (symbol) => listings.get(symbol) ?? [];
  }),
  listingsByCategory: LISTINGS.pagesBy(database, viewer, 'category'),
  listingsByExchange: LISTINGS.pagesBy(database, viewer, 'exchangeName'),
  feed: FEEDS.rowsBy(database, viewer, 'id'),
  feedByExchange: FEEDS.rowsBy(database, viewer, 'exchangeName'),
  subscription: SUBSCRIPTIONS.rowsBy(database, viewer, 'id'),
  subscriptionsByKey: SUBSCRIPTIONS.pagesBy(database, viewer, 'apiKeyId'),
  subscriptionsByTier: SUBSCRIPTIONS.pagesBy(database, viewer, SUBSCRIPTIONS_OF_TIER),
  subscriptionsByAsset: SUBSCRIPTIONS.pagesBy(database, viewer, SUBSCRIPTIONS_OF_ASSET),
  delivery: DELIVERIES.rowsBy(database, viewer, 'id'),
  deliveriesBySubscription: DELIVERIES.pagesBy(database, viewer, 'subscriptionId'),
  deliveriesByAsset: DELIVERIES.pagesBy(database, viewer, DELIVERIES_OF_ASSET),
}));
