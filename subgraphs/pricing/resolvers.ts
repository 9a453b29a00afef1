import { readText } from '../../platform/arguments.ts';
import { badUserInput } from '../../platform/errors.ts';
import type { Complete } from '../../platform/resolvers.ts';
import type { Resolvers, ResolversParentTypes } from './generated/types.ts';
import type { PriceRow } from './prices/reader.ts';
import { priceStream } from './prices/stream.ts';
import {
  ASSETS,
  assetPage,
  CATEGORIES,
  categoryPage,
  countAssets,
  countCategories,
  countFeeds,
  FEEDS,
  feedPage,
} from './queries.ts';
import type { FeedRow, ShownFeedRow } from './rows.ts';

const MAXIMUM_PRICES = 100;
const MAXIMUM_WATCHED = 25;
const MAXIMUM_INTERVAL_MS = 60_000;

const hasSettings = (feed: ShownFeedRow): feed is FeedRow => feed.wsEndpoint !== null;
const symbolOf = (asset: string): string => readText('symbol', asset).trim().toUpperCase();

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
    asset: (_, { symbol }, { loaders }) => loaders.assetBySymbol.load(symbolOf(symbol)),
    assets(_, { filter, ...args }, { viewer, services: { database } }) {
      const wanted = { category: filter?.category == null ? null : readText('category', filter.category) };
      return ASSETS.page(
        args,
        (slice) => assetPage(database, viewer, wanted, slice),
        () => countAssets(database, viewer, wanted),
      );
    },
    assetCategories: (_, args, { viewer, services: { database } }) =>
      CATEGORIES.page(
        args,
        (slice) => categoryPage(database, viewer, slice),
        () => countCategories(database, viewer),
      ),
    exchangeFeeds: (_, args, { viewer, services: { database } }) =>
      FEEDS.page(
        args,
        (slice) => feedPage(database, viewer, slice),
        () => countFeeds(database, viewer),
      ),
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
    __resolveReference: ({ symbol }, { loaders }) => loaders.assetBySymbol.load(symbolOf(symbol)),
    category: (asset, _, { loaders }) => loaders.categoryByName.load(asset.category),
    listings: (asset, _, { loaders }) => loaders.listingsByAsset.load(asset.symbol),
    price(asset, { source }, { viewer, prices }) {
      viewer.require('readPrices');
      return prices.reader.price(asset.symbol, source ?? null);
    },
  },

  AssetCategory: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference
        ? loaders.categoryById.load(String(reference.id))
        : loaders.categoryByName.load(readText('name', reference.name)),
    id: (category) => String(category.id),
    name: (category) => category.categoryName,
    assets: (category, args, { loaders }) => loaders.assetsByCategory.load(category.categoryName, args),
  },

  AssetListing: {
    id: (listing) => String(listing.id),
    categoryName: (listing) => listing.category,
    asset: (listing, _, { loaders }) => loaders.assetBySymbol.load(listing.asset),
    feed: (listing, _, { loaders }) => loaders.feedByExchange.load(listing.exchangeName),
  },

  ExchangeFeed: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference
        ? loaders.feedById.load(String(reference.id))
        : loaders.feedByExchange.load(readText('exchangeName', reference.exchangeName)),
    id: (feed) => String(feed.id),
    listings: (feed, args, { loaders }) => loaders.listingsByExchange.load(feed.exchangeName, args),
    settings: (feed) => (hasSettings(feed) ? feed : null),
  },
};
