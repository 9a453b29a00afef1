/**
 * The SQL of this subgraph, one function per question (the feed reader's own stands in `feeds/queries.ts`). The public sees what is enabled, an administrator everything;
 * that is decided here, inside the statement, because an entity can be asked for without its parent.
 */
import { integers } from '../../platform/arguments.ts';
import { forAdministrators } from '../../platform/columns.ts';
import { type Database, sql } from '../../platform/database.ts';
import { keyset, type Slice } from '../../platform/keyset.ts';
import { Count, ParentCount } from '../../platform/rows.ts';
import type { Viewer } from '../../platform/viewer.ts';
import type { Trade } from './feeds/trade.ts';
import { AssetRow, CategoryRow, KnownNameRow, LastPriceRow, ListingRow, ShownFeedRow } from './rows.ts';

export const ASSETS = keyset(AssetRow, 'ASC', { symbol: 'text' });
export const CATEGORIES = keyset(CategoryRow, 'ASC', { display_order: 'int4', id: 'int4' });
export const FEEDS = keyset(ShownFeedRow, 'ASC', { exchange_name: 'text' });
export const LISTINGS = keyset(ListingRow, 'ASC', { id: 'int4' });

export interface AssetFilter {
  category?: string | null;
}

const visibleTo = (viewer: Viewer) => (viewer.isAdmin ? sql.fragment`TRUE` : sql.fragment`enabled`);

/** Symbols compare without regard to case. */
const SYMBOL = sql.fragment`upper(asset)`;

/** There is no table of assets: an asset is what the asset map lists, and its first listing names its category. */
const assets = (viewer: Viewer, which = sql.fragment`TRUE`) => sql.fragment`
  SELECT DISTINCT ON (${SYMBOL}) ${SYMBOL} AS symbol, category
  FROM exchange_asset_map
  WHERE ${visibleTo(viewer)} AND ${which}
  ORDER BY ${SYMBOL}, id`;

const matching = ({ category }: AssetFilter) =>
  category == null ? sql.fragment`TRUE` : sql.fragment`category = ${category}`;

const CATEGORY_COLUMNS = sql.fragment`id, category_name, description, display_order, enabled, created_at`;

const LISTING_COLUMNS = sql.fragment`id, exchange_name, exchange_symbol, ${SYMBOL} AS asset, enabled, category`;

const feedColumns = (viewer: Viewer) => sql.fragment`
  id, exchange_name, display_name, source_tag, pair_suffix, enabled,
  ${forAdministrators(viewer, [
    'ws_endpoint',
    'subscribe_format',
    'symbol_template',
    'symbol_separator',
    'symbol_style',
    'subscribe_template',
    'trade_channel_match',
    'msg_is_array',
    'array_path',
    'price_path',
    'symbol_path',
    'timestamp_path',
    'timestamp_format',
    'heartbeat_method',
    'heartbeat_response_method',
    'ping_interval_sec',
    'ping_message',
    'parse_regex',
    'notes',
    'created_at',
    'updated_at',
  ])}`;

/** The assets among `symbols`, which are in upper case. */
export function assetsBySymbol(
  database: Database,
  viewer: Viewer,
  symbols: readonly string[],
): Promise<readonly AssetRow[]> {
  const among = sql.fragment`${SYMBOL} = ANY(${sql.array(symbols, 'text')})`;
  return database.any(sql.type(AssetRow)`/* pricing.assetsBySymbol */ ${assets(viewer, among)}`);
}

export function assetPage(
  database: Database,
  viewer: Viewer,
  filter: AssetFilter,
  slice: Slice<AssetRow>,
): Promise<readonly AssetRow[]> {
  return database.any(sql.type(AssetRow)`/* pricing.assetPage */
    SELECT symbol, category
    FROM (${assets(viewer)}) AS assets
    WHERE ${matching(filter)} AND ${slice.behind}
    ORDER BY ${slice.order}
    LIMIT ${slice.limit}`);
}

export async function countAssets(database: Database, viewer: Viewer, filter: AssetFilter): Promise<number> {
  const { count } = await database.one(sql.type(Count)`/* pricing.countAssets */
    SELECT count(*)::int4 AS count FROM (${assets(viewer)}) AS assets WHERE ${matching(filter)}`);
  return count;
}

/** The same page of the assets of each of `categories`, which are names. */
export function assetPagesByCategory(
  database: Database,
  viewer: Viewer,
  categories: readonly string[],
  slice: Slice<AssetRow>,
): Promise<readonly AssetRow[]> {
  return database.any(sql.type(AssetRow)`/* pricing.assetPagesByCategory */
    WITH assets AS (${assets(viewer)})
    SELECT page.*
    FROM unnest(${sql.array(categories, 'text')}) AS parent (name)
    CROSS JOIN LATERAL (
      SELECT symbol, category
      FROM assets
      WHERE category = parent.name AND ${slice.behind}
      ORDER BY ${slice.order}
      LIMIT ${slice.limit}
    ) AS page
    ORDER BY ${slice.order}`);
}

export function countAssetsByCategory(
  database: Database,
  viewer: Viewer,
  categories: readonly string[],
): Promise<readonly ParentCount[]> {
  return database.any(sql.type(ParentCount)`/* pricing.countAssetsByCategory */
    SELECT category AS parent, count(*)::int4 AS count
    FROM (${assets(viewer)}) AS assets
    WHERE category = ANY(${sql.array(categories, 'text')})
    GROUP BY category`);
}

/** All listings of the assets, by exchange; an exchange lists an asset at most once. */
export function listingsByAsset(
  database: Database,
  viewer: Viewer,
  symbols: readonly string[],
): Promise<readonly ListingRow[]> {
  return database.any(sql.type(ListingRow)`/* pricing.listingsByAsset */
    SELECT ${LISTING_COLUMNS}
    FROM exchange_asset_map
    WHERE ${visibleTo(viewer)} AND ${SYMBOL} = ANY(${sql.array(symbols, 'text')})
    ORDER BY exchange_name COLLATE "C", id`);
}

/** The same page of the listings of each of `exchanges`, which are names. */
export function listingPagesByExchange(
  database: Database,
  viewer: Viewer,
  exchanges: readonly string[],
  slice: Slice<ListingRow>,
): Promise<readonly ListingRow[]> {
  return database.any(sql.type(ListingRow)`/* pricing.listingPagesByExchange */
    SELECT page.*
    FROM unnest(${sql.array(exchanges, 'text')}) AS parent (name)
    CROSS JOIN LATERAL (
      SELECT ${LISTING_COLUMNS}
      FROM exchange_asset_map
      WHERE exchange_name = parent.name AND ${visibleTo(viewer)} AND ${slice.behind}
      ORDER BY ${slice.order}
      LIMIT ${slice.limit}
    ) AS page
    ORDER BY ${slice.order}`);
}

export function countListingsByExchange(
  database: Database,
  viewer: Viewer,
  exchanges: readonly string[],
): Promise<readonly ParentCount[]> {
  return database.any(sql.type(ParentCount)`/* pricing.countListingsByExchange */
    SELECT exchange_name AS parent, count(*)::int4 AS count
    FROM exchange_asset_map
    WHERE ${visibleTo(viewer)} AND exchange_name = ANY(${sql.array(exchanges, 'text')})
    GROUP BY exchange_name`);
}

export function categoriesById(
  database: Database,
  viewer: Viewer,
  ids: readonly string[],
): Promise<readonly CategoryRow[]> {
  return database.any(sql.type(CategoryRow)`/* pricing.categoriesById */
    SELECT ${CATEGORY_COLUMNS} FROM asset_categories
    WHERE ${visibleTo(viewer)} AND id = ANY(${sql.array(integers(ids), 'int4')})`);
}

export function categoriesByName(
  database: Database,
  viewer: Viewer,
  names: readonly string[],
): Promise<readonly CategoryRow[]> {
  return database.any(sql.type(CategoryRow)`/* pricing.categoriesByName */
    SELECT ${CATEGORY_COLUMNS} FROM asset_categories
    WHERE ${visibleTo(viewer)} AND category_name = ANY(${sql.array(names, 'text')})`);
}

export function categoryPage(
  database: Database,
  viewer: Viewer,
  slice: Slice<CategoryRow>,
): Promise<readonly CategoryRow[]> {
  return database.any(sql.type(CategoryRow)`/* pricing.categoryPage */
    SELECT ${CATEGORY_COLUMNS} FROM asset_categories
    WHERE ${visibleTo(viewer)} AND ${slice.behind}
    ORDER BY ${slice.order}
    LIMIT ${slice.limit}`);
}

export async function countCategories(database: Database, viewer: Viewer): Promise<number> {
  const { count } = await database.one(sql.type(Count)`/* pricing.countCategories */
    SELECT count(*)::int4 AS count FROM asset_categories WHERE ${visibleTo(viewer)}`);
  return count;
}

export function feedsById(
  database: Database,
  viewer: Viewer,
  ids: readonly string[],
): Promise<readonly ShownFeedRow[]> {
  return database.any(sql.type(ShownFeedRow)`/* pricing.feedsById */
    SELECT ${feedColumns(viewer)} FROM exchange_feeds
    WHERE ${visibleTo(viewer)} AND id = ANY(${sql.array(integers(ids), 'int4')})`);
}

export function feedsByExchange(
  database: Database,
  viewer: Viewer,
  exchanges: readonly string[],
): Promise<readonly ShownFeedRow[]> {
  return database.any(sql.type(ShownFeedRow)`/* pricing.feedsByExchange */
    SELECT ${feedColumns(viewer)} FROM exchange_feeds
    WHERE ${visibleTo(viewer)} AND exchange_name = ANY(${sql.array(exchanges, 'text')})`);
}

export function feedPage(
  database: Database,
  viewer: Viewer,
  slice: Slice<ShownFeedRow>,
): Promise<readonly ShownFeedRow[]> {
  return database.any(sql.type(ShownFeedRow)`/* pricing.feedPage */
    SELECT ${feedColumns(viewer)} FROM exchange_feeds
    WHERE ${visibleTo(viewer)} AND ${slice.behind}
    ORDER BY ${slice.order}
    LIMIT ${slice.limit}`);
}

export async function countFeeds(database: Database, viewer: Viewer): Promise<number> {
  const { count } = await database.one(sql.type(Count)`/* pricing.countFeeds */
    SELECT count(*)::int4 AS count FROM exchange_feeds WHERE ${visibleTo(viewer)}`);
  return count;
}

/** Every symbol and source tag that means something to us, switched on or not: old prices stay readable. */
export function knownNames(database: Database): Promise<readonly KnownNameRow[]> {
  return database.any(sql.type(KnownNameRow)`/* pricing.knownNames */
    SELECT 'asset' AS kind, upper(asset) AS name FROM exchange_asset_map
    UNION
    SELECT 'source' AS kind, source_tag AS name FROM exchange_feeds`);
}

/** The last known price of each source of the assets. */
export function lastPrices(database: Database, symbols: readonly string[]): Promise<readonly LastPriceRow[]> {
  return database.any(sql.type(LastPriceRow)`/* pricing.lastPrices */
    SELECT asset, source, price, observed_at, received_at
    FROM last_prices
    WHERE asset = ANY(${sql.array(symbols, 'text')})`);
}

/**
 * Replaces the last known price of each asset and source among `trades`, at most one trade each, unless it was
 * received later than the trade. Exchanges' clocks do not order trades, their arrival does.
 */
export async function saveLastPrices(database: Database, trades: readonly Trade[]): Promise<void> {
  const rows = trades.map(({ asset, source, price, observedAt, receivedAt }) => [
    asset,
    source,
    price,
    observedAt,
    receivedAt,
  ]);
  // Two processes that save at once must take the rows in the same order, or they wait for each other.
  await database.query(sql.unsafe`/* pricing.saveLastPrices */
    INSERT INTO last_prices (asset, source, price, observed_at, received_at)
    SELECT *
    FROM ${sql.unnest(rows, ['text', 'text', 'numeric', 'timestamptz', 'timestamptz'])}
      AS trade (asset, source, price, observed_at, received_at)
    ORDER BY asset, source
    ON CONFLICT (asset, source) DO UPDATE SET
      price = EXCLUDED.price, observed_at = EXCLUDED.observed_at, received_at = EXCLUDED.received_at
    WHERE last_prices.received_at <= EXCLUDED.received_at`);
}
