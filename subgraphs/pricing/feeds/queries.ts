/** The SQL of the feed reader: the rows that tell it what to read. It reads all of them, for nobody in particular. */
import { z } from 'zod';
import { type Database, sql } from '../../../platform/database.ts';

/** How one exchange is read: the columns of `exchange_feeds` that steer the reader, as the table describes them. */
export type FeedRow = z.output<typeof FeedRow>;
export const FeedRow = z.object({
  exchangeName: z.string(),
  displayName: z.string(),
  wsEndpoint: z.string(),
  sourceTag: z.string(),
  pairSuffix: z.string(),
  symbolTemplate: z.string(),
  symbolSeparator: z.string(),
  symbolStyle: z.string().nullable(),
  subscribeFormat: z.string(),
  subscribeTemplate: z.string().nullable(),
  tradeChannelMatch: z.string().nullable(),
  msgIsArray: z.boolean().nullable(),
  arrayPath: z.string().nullable(),
  pricePath: z.string().nullable(),
  symbolPath: z.string().nullable(),
  timestampPath: z.string().nullable(),
  timestampFormat: z.string().nullable(),
  heartbeatMethod: z.string().nullable(),
  pingIntervalSec: z.int().nullable(),
  pingMessage: z.string().nullable(),
});

/** What an exchange calls one of our assets. */
export type MappingRow = z.output<typeof MappingRow>;
export const MappingRow = z.object({ exchangeName: z.string(), asset: z.string(), exchangeSymbol: z.string() });

const Fingerprint = z.object({ fingerprint: z.string() });

/** A text that changes whenever a row of the feeds or of the asset map does. */
export async function feedsFingerprint(database: Database): Promise<string> {
  const { fingerprint } = await database.one(sql.type(Fingerprint)`/* pricing.feedsFingerprint */
    SELECT md5(concat_ws(
      '/',
      (SELECT string_agg(feed::text, ',' ORDER BY feed.id) FROM exchange_feeds AS feed),
      (SELECT string_agg(mapping::text, ',' ORDER BY mapping.id) FROM exchange_asset_map AS mapping)
    )) AS fingerprint`);
  return fingerprint;
}

/** The feeds that are switched on, by name. */
export function enabledFeeds(database: Database): Promise<readonly FeedRow[]> {
  return database.any(sql.type(FeedRow)`/* pricing.enabledFeeds */
    SELECT exchange_name, display_name, ws_endpoint, source_tag, pair_suffix, symbol_template, symbol_separator,
      symbol_style, subscribe_format, subscribe_template, trade_channel_match, msg_is_array, array_path, price_path,
      symbol_path, timestamp_path, timestamp_format, heartbeat_method, ping_interval_sec, ping_message
    FROM exchange_feeds
    WHERE enabled
    ORDER BY exchange_name`);
}

/** The mappings that are switched on, of feeds that are, by exchange and asset. */
export function enabledMappings(database: Database): Promise<readonly MappingRow[]> {
  return database.any(sql.type(MappingRow)`/* pricing.enabledMappings */
    SELECT mapping.exchange_name, mapping.asset, mapping.exchange_symbol
    FROM exchange_asset_map AS mapping
    JOIN exchange_feeds AS feed ON feed.exchange_name = mapping.exchange_name
    WHERE mapping.enabled AND feed.enabled
    ORDER BY mapping.exchange_name, mapping.asset`);
}
