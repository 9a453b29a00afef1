/**
 * The last known prices in Postgres, for when the cache has none or only stale ones: one statement for all the assets
 * that are asked for in one tick. An answer, a failure too, is remembered for a second, so that an asset which nobody
 * trades does not cost a statement per request.
 */
import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import type { Services } from '../../../platform/subgraph.ts';
import { lastPrices } from '../queries.ts';
import { type Entries, priceKey, RECEIVED_AT, toEntry } from './entry.ts';
import { within } from './within.ts';

const PATIENCE_MS = 500;
const REMEMBERED_MS = 1_000;

/** Loads an asset's entries; null where Postgres does not answer. Never rejects. */
export type StoredPrices = DataLoader<string, Entries | null>;

export function storedPrices({ database, cache, log }: Services): StoredPrices {
  let failing = false;
  return new DataLoader<string, Entries | null>(
    async (symbols) => {
      try {
        const rows = await within(PATIENCE_MS, lastPrices(database, symbols));
        failing = false;
        // Put back, for the next reader; where the cache holds a newer one already, that stays.
        const found = rows.map((row) => ({ key: priceKey(row.asset), field: row.source, value: toEntry(row) }));
        if (found.length > 0) cache.writeHashFields(found, RECEIVED_AT).catch(() => {}); // the cache is away: next time

        const byAsset = Map.groupBy(rows, (row) => row.asset);
        return symbols.map((symbol) =>
          Object.fromEntries((byAsset.get(symbol) ?? []).map((row) => [row.source, toEntry(row)])),
        );
      } catch (error) {
        if (!failing) log.warn({ err: error }, 'the last known prices cannot be read');
        failing = true;
        return symbols.map(() => null);
      }
    },
    { cacheMap: new LRUCache<string, Promise<Entries | null>>({ max: 10_000, ttl: REMEMBERED_MS }) },
  );
}
