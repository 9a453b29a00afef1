/**
 * What pricing asks of its assets, its exchanges and its last known prices (pushed prices stand in
 * `queries-webhooks.ts`, the feed reader's own questions in `feeds/queries.ts`). The public sees what is enabled, an
 * administrator everything; that is decided here, inside the statement, because an entity can be asked for without its
 * parent.
 */
import { readText } from '../../platform/arguments.ts';
import { type Database, type SqlFragment, sql } from '../../platform/database.ts';
import { type Condition, comparison } from '../../platform/filter.ts';
import { type Belonging, table } from '../../platform/table.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { publicWhere } from '../../platform/visibility.ts';
import type { Trade } from './feeds/trade.ts';
import type {
  AssetCategoryFilter,
  AssetCategoryOrder,
  AssetFilter,
  AssetListingFilter,
  AssetListingOrder,
  AssetOrder,
  ExchangeFeedFilter,
  ExchangeFeedOrder,
} from './generated/types.ts';
import { AssetRow, CategoryRow, FeedRow, KnownNameRow, LastPriceRow, ListingRow, ShownFeedRow } from './rows.ts';

const ENABLED = sql.fragment`enabled`;

/** Symbols compare without regard to case. */
const SYMBOL = sql.fragment`upper(asset)`;

/** One symbol or several, as callers spell them. */
function symbols(column: SqlFragment): Condition {
  const compared = comparison(column, 'text');
  const spelled = (symbol: unknown) => String(symbol).trim().toUpperCase();
  return (wanted, argument) => compared(Array.isArray(wanted) ? wanted.map(spelled) : spelled(wanted), argument);
}

/** There is no table of assets: an asset is what the asset map lists, and its first listing names its category. */
const assetsOf = (listings: SqlFragment, isShown: SqlFragment) => sql.fragment`
  SELECT ${SYMBOL} AS symbol, (array_agg(category ORDER BY id))[1] AS category,
    array_agg(exchange_name) AS exchanges, ${isShown} AS is_shown
  FROM exchange_asset_map WHERE ${listings} GROUP BY ${SYMBOL}`;

const onExchange = (name: string | SqlFragment) => sql.fragment`${name} = ANY(exchanges)`;

/** Out of all listings for an administrator, out of those that are switched on for everybody else. */
export const ASSETS = table<AssetRow, AssetFilter, AssetOrder>({
  name: 'pricing.assets',
  row: AssetRow.meta({ table: 'assets' }),
  source: sql.fragment`
    ${assetsOf(ENABLED, sql.fragment`true`)} UNION ALL ${assetsOf(sql.fragment`TRUE`, sql.fragment`false`)}`,
  key: 'symbol',
  columns: { symbol: 'text', category: 'text' },
  filters: {
    symbol: symbols(sql.fragment`symbol`),
    exchangeName: (name, argument) => onExchange(readText(argument, String(name))),
  },
  visible: (viewer) => [viewer.isAdmin ? sql.fragment`NOT is_shown` : sql.fragment`is_shown`],
});

export const ASSETS_OF_EXCHANGE: Belonging = { by: 'Exchange', type: 'text', matches: onExchange };

/** The array is made once for each subscription, not once for each asset. */
export const ASSETS_OF_SUBSCRIPTION: Belonging = {
  by: 'Subscription',
  type: 'uuid',
  matches: (subscription) => sql.fragment`symbol = ANY(ARRAY(
    SELECT upper(pushed) FROM webhook_subscriptions, unnest(assets) AS pushed WHERE id = ${subscription}))`,
};

export const CATEGORIES = table<CategoryRow, AssetCategoryFilter, AssetCategoryOrder>({
  name: 'pricing.assetCategories',
  row: CategoryRow,
  key: 'id',
  columns: { id: 'int4', categoryName: 'text', displayOrder: 'int4', enabled: 'bool' },
  sorted: { name: ['categoryName'] },
  filters: { name: comparison(sql.fragment`category_name`, 'text') },
  visible: publicWhere(ENABLED),
});

export const LISTINGS = table<ListingRow, AssetListingFilter, AssetListingOrder>({
  name: 'pricing.assetListings',
  row: ListingRow,
  key: 'id',
  columns: { id: 'int4', exchangeName: 'text', asset: 'text', category: 'text', enabled: 'bool' },
  computed: { asset: SYMBOL },
  filters: { asset: symbols(SYMBOL) },
  visible: publicWhere(ENABLED),
});

/** How a feed is connected and read is for administrators. */
export const FEEDS = table<ShownFeedRow, ExchangeFeedFilter, ExchangeFeedOrder>({
  name: 'pricing.exchangeFeeds',
  row: ShownFeedRow.meta({ table: FeedRow.meta()?.table }),
  key: 'id',
  columns: { id: 'int4', exchangeName: 'text', enabled: 'bool' },
  confidential: [
    'wsEndpoint',
    'subscribeFormat',
    'symbolTemplate',
    'symbolSeparator',
    'symbolStyle',
    'subscribeTemplate',
    'tradeChannelMatch',
    'msgIsArray',
    'arrayPath',
    'pricePath',
    'symbolPath',
    'timestampPath',
    'timestampFormat',
    'heartbeatMethod',
    'heartbeatResponseMethod',
    'pingIntervalSec',
    'pingMessage',
    'parseRegex',
    'notes',
    'createdAt',
    'updatedAt',
  ],
  visible: publicWhere(ENABLED),
});

/** All listings of the assets, by exchange; an exchange lists an asset at most once. */
export function listingsByAsset(
  database: Database,
  viewer: Viewer,
  symbols: readonly string[],
): Promise<readonly ListingRow[]> {
  return database.any(sql.type(ListingRow)`/* pricing.listingsByAsset */
    SELECT id, exchange_name, exchange_symbol, ${SYMBOL} AS asset, enabled, category
    FROM exchange_asset_map
    WHERE ${viewer.isAdmin ? sql.fragment`TRUE` : ENABLED} AND ${SYMBOL} = ANY(${sql.array(symbols, 'text')})
    ORDER BY exchange_name COLLATE "C", id`);
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
