/**
 * The SQL of the feed reader: the rows that tell it what to read. It reads all of them, for nobody in particular; what
 * callers ask for stands in `../queries.ts`.
 */
import { z } from 'zod';
import { type Database, sql } from '../../../platform/database.ts';
import { MappingRow, ReaderRow } from '../rows.ts';

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
export function enabledFeeds(database: Database): Promise<readonly ReaderRow[]> {
  return database.any(sql.type(ReaderRow)`/* pricing.enabledFeeds */
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
