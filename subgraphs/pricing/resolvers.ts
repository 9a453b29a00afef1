import { readBigInt, readText, readUuid } from '../../platform/arguments.ts';
import { badUserInput } from '../../platform/errors.ts';
import type { Complete } from '../../platform/resolvers.ts';
import type { Resolvers, ResolversParentTypes } from './generated/types.ts';
import type { PriceRow } from './prices/reader.ts';
import { priceStream } from './prices/stream.ts';
import { ASSETS, CATEGORIES, FEEDS, LISTINGS } from './queries.ts';
import { DELIVERIES, SUBSCRIPTIONS } from './queries-webhooks.ts';
import type { FeedRow, ShownFeedRow } from './rows.ts';

const MAXIMUM_PRICES = 100;
const MAXIMUM_WATCHED = 25;
const MAXIMUM_INTERVAL_MS = 60_000;

const hasSettings = (feed: ShownFeedRow): feed is FeedRow => feed.wsEndpoint !== null;
const symbolOf = (asset: string): string => asset.trim().toUpperCase();

export const resolvers: Complete<Resolvers, ResolversParentTypes> = {
  Query: {
    price(_, { asset, source }, { viewer, prices }) {
      viewer.require('readPrices');
      return prices.reader.price(asset, source ?? null);
    },
    prices(_, { assets, source }, { viewer, prices }) {
      viewer.require('readPrices');
      if (assets.length > MAXIMUM_PRICES) {
        throw badUserInput('assets', `assets must name at most ${MAXIMUM_PRICES} assets.`);
      }
      return prices.reader.prices(assets, source ?? null);
    },
    asset: (_, { symbol }, { loaders }) => loaders.asset.load(symbolOf(readText('symbol', symbol))),
    assets: (_, args, { viewer, services }) => ASSETS.page(services.database, viewer, args),
    assetCategories: (_, args, { viewer, services }) => CATEGORIES.page(services.database, viewer, args),
    assetCategory: (_, { id }, { loaders }) => loaders.category.load(readBigInt('id', id)),
    assetCategoryByName: (_, { name }, { loaders }) => loaders.categoryByName.load(readText('name', name)),
    assetListings: (_, args, { viewer, services }) => LISTINGS.page(services.database, viewer, args),
    assetListing: (_, { id }, { loaders }) => loaders.listing.load(readBigInt('id', id)),
    exchangeFeeds: (_, args, { viewer, services }) => FEEDS.page(services.database, viewer, args),
    exchangeFeed: (_, { id }, { loaders }) => loaders.feed.load(readBigInt('id', id)),
    exchangeFeedByName: (_, { exchangeName }, { loaders }) =>
      loaders.feedByExchange.load(readText('exchangeName', exchangeName)),
    webhookSubscriptions(_, args, { viewer, services }) {
      viewer.require('readOwn');
      return SUBSCRIPTIONS.page(services.database, viewer, args);
    },
    webhookSubscription(_, { id }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.subscription.load(readUuid('id', id));
    },
    webhookDeliveries(_, args, { viewer, services }) {
      viewer.require('readOwn');
      return DELIVERIES.page(services.database, viewer, args);
    },
    webhookDelivery(_, { id }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.delivery.load(readBigInt('id', id));
    },
  },

  Subscription: {
    priceUpdated: {
      subscribe(_, { assets, minIntervalMs }, { viewer, prices }) {
        viewer.require('readPrices');
        if (assets.length < 1 || assets.length > MAXIMUM_WATCHED) {
          throw badUserInput('assets', `assets must name 1 to ${MAXIMUM_WATCHED} assets.`);
        }
        if (minIntervalMs < 0 || minIntervalMs > MAXIMUM_INTERVAL_MS) {
          throw badUserInput('minIntervalMs', `minIntervalMs must be between 0 and ${MAXIMUM_INTERVAL_MS}.`);
        }
        const { reader, updates } = prices;
        return priceStream({ assets, minIntervalMs, updates, read: (symbol) => reader.price(symbol, null) });
      },
      resolve: (price: PriceRow) => price,
    },
  },

  Price: {
    sources: (price, _, { prices }) => prices.reader.sources(price),
  },

  Asset: {
    __resolveReference: ({ symbol }, { loaders }) => loaders.asset.load(symbolOf(symbol)),
    category: (asset, _, { loaders }) => loaders.categoryByName.load(asset.category),
    listings: (asset, _, { loaders }) => loaders.listingsByAsset.load(asset.symbol),
    price(asset, { source }, { viewer, prices }) {
      viewer.require('readPrices');
      return prices.reader.price(asset.symbol, source ?? null);
    },
    webhookSubscriptions: (asset, args, { loaders }) => loaders.subscriptionsByAsset.load(asset.symbol, args),
    webhookDeliveries: (asset, args, { loaders }) => loaders.deliveriesByAsset.load(asset.symbol, args),
  },

  AssetCategory: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference ? loaders.category.load(String(reference.id)) : loaders.categoryByName.load(reference.name),
    id: (category) => String(category.id),
    name: (category) => category.categoryName,
    assets: (category, args, { loaders }) => loaders.assetsByCategory.load(category.categoryName, args),
    listings: (category, args, { loaders }) => loaders.listingsByCategory.load(category.categoryName, args),
  },

  AssetListing: {
    __resolveReference: ({ id }, { loaders }) => loaders.listing.load(String(id)),
    id: (listing) => String(listing.id),
    categoryName: (listing) => listing.category,
    category: (listing, _, { loaders }) => loaders.categoryByName.load(listing.category),
    asset: (listing, _, { loaders }) => loaders.asset.load(listing.asset),
    feed: (listing, _, { loaders }) => loaders.feedByExchange.load(listing.exchangeName),
  },

  ExchangeFeed: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference ? loaders.feed.load(String(reference.id)) : loaders.feedByExchange.load(reference.exchangeName),
    id: (feed) => String(feed.id),
    listings: (feed, args, { loaders }) => loaders.listingsByExchange.load(feed.exchangeName, args),
    assets: (feed, args, { loaders }) => loaders.assetsByExchange.load(feed.exchangeName, args),
    settings: (feed) => (hasSettings(feed) ? feed : null),
  },

  WebhookSubscription: {
    __resolveReference: ({ id }, { loaders }) => loaders.subscription.load(id),
    apiKey: (subscription) => ({ id: subscription.apiKeyId }),
    rateLimitTemplate: (subscription) => ({ tier: subscription.tier.toLowerCase() }),
    assetSymbols: (subscription) => subscription.assets,
    assets: (subscription, args, { loaders }) => loaders.assetsBySubscription.load(subscription.id, args),
    deliveries: (subscription, args, { loaders }) => loaders.deliveriesBySubscription.load(subscription.id, args),
  },

  WebhookDelivery: {
    __resolveReference: ({ id }, { loaders }) => loaders.delivery.load(String(id)),
    subscription: (delivery, _, { loaders }) => loaders.subscription.load(delivery.subscriptionId),
    assetSymbol: (delivery) => delivery.asset,
    asset: (delivery, _, { loaders }) => loaders.asset.load(symbolOf(delivery.asset)),
  },

  ApiKey: {
    webhookSubscriptions: (key, args, { loaders }) => loaders.subscriptionsByKey.load(key.id, args),
  },

  RateLimitTemplate: {
    webhookSubscriptions: (template, args, { loaders }) => loaders.subscriptionsByTier.load(template.tier, args),
  },
};
