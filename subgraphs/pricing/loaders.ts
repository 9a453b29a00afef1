/** Batching, nothing else: each question to Postgres is asked once for all who need its answer at the moment. */
import { pageLoader, perViewer, rowLoader, turnLoader } from '../../platform/loaders.ts';
import * as queries from './queries.ts';

export type Loaders = ReturnType<typeof loadersOf>;

export const loadersOf = perViewer((database, viewer) => ({
  assetBySymbol: rowLoader(
    (symbols) => queries.assetsBySymbol(database, viewer, symbols),
    (asset) => asset.symbol,
  ),
  categoryById: rowLoader(
    (ids) => queries.categoriesById(database, viewer, ids),
    (category) => String(category.id),
  ),
  categoryByName: rowLoader(
    (names) => queries.categoriesByName(database, viewer, names),
    (category) => category.categoryName,
  ),
  feedById: rowLoader(
    (ids) => queries.feedsById(database, viewer, ids),
    (feed) => String(feed.id),
  ),
  feedByExchange: rowLoader(
    (exchanges) => queries.feedsByExchange(database, viewer, exchanges),
    (feed) => feed.exchangeName,
  ),
  listingsByAsset: turnLoader(async (symbols) => {
    const listings = Map.groupBy(await queries.listingsByAsset(database, viewer, symbols), ({ asset }) => asset);
    return (symbol) => listings.get(symbol) ?? [];
  }),
  assetsByCategory: pageLoader({
    keyset: queries.ASSETS,
    rows: (categories, slice) => queries.assetPagesByCategory(database, viewer, categories, slice),
    parentOf: (asset) => asset.category,
    counts: (categories) => queries.countAssetsByCategory(database, viewer, categories),
  }),
  listingsByExchange: pageLoader({
    keyset: queries.LISTINGS,
    rows: (exchanges, slice) => queries.listingPagesByExchange(database, viewer, exchanges, slice),
    parentOf: (listing) => listing.exchangeName,
    counts: (exchanges) => queries.countListingsByExchange(database, viewer, exchanges),
  }),
}));
