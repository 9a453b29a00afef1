/** Answers prices: from the cache, and where that has none or only a stale one, from Postgres. */
import { LRUCache } from 'lru-cache';
import type { Cache } from '../../../platform/cache.ts';
import type { Services } from '../../../platform/subgraph.ts';
import {
  type Entries,
  freshestSource,
  isSimulated,
  mergeEntries,
  observedAtOf,
  priceKey,
  priceOf,
  receivedAtOf,
} from './entry.ts';
import type { KnownNames } from './known.ts';
import { type StoredPrices, storedPrices } from './stored.ts';

export type PriceUnavailableReason = 'UNKNOWN_ASSET' | 'UNKNOWN_SOURCE' | 'NO_TRADE_YET' | 'TEMPORARILY_UNAVAILABLE';

/** How long we go by it that Postgres holds no real price of an asset. */
const NOTHING_REAL_MS = 10_000;

/** A `Price` of the graph; either `price` and what belongs to it or `reason` is null. */
export interface PriceRow {
  asset: string;
  price: string | null;
  source: string | null;
  observedAt: string | null;
  receivedAt: string | null;
  ageSeconds: number | null;
  stale: boolean | null;
  reason: PriceUnavailableReason | null;
  /** What the cache holds of all sources; null where it was not asked or did not answer. */
  cached: Entries | null;
}

/** A `SourcePrice` of the graph. */
export interface SourcePriceRow {
  source: string;
  price: string;
  observedAt: string;
  receivedAt: string;
  ageSeconds: number;
  stale: boolean;
}

export class PriceReader {
  readonly #cache: Cache;
  readonly #known: KnownNames;
  readonly #stored: StoredPrices;
  readonly #staleSeconds: number;
  /** Assets of which Postgres has no real price either, so that a simulated one in the cache is all there is. */
  readonly #nothingReal = new LRUCache<string, true>({ max: 10_000, ttl: NOTHING_REAL_MS });

  constructor(services: Services, known: KnownNames) {
    this.#cache = services.cache;
    this.#known = known;
    this.#stored = storedPrices(services);
    this.#staleSeconds = services.environment.PRICE_STALE_SECONDS;
  }

  /** The price of `asset` from `source`, or from the freshest real one; never rejects. */
  async price(asset: string, source: string | null): Promise<PriceRow> {
    return (await this.prices([asset], source))[0] as PriceRow;
  }

  /** The price of each of `assets`, in their order; never rejects. */
  async prices(assets: readonly string[], source: string | null): Promise<PriceRow[]> {
    let names = this.#known.current() ?? (await this.#known.lookAgain());
    let symbols = assets.map(names.symbol);
    let tag = source === null ? null : names.source(source);
    if (tag === undefined || symbols.includes(undefined)) {
      names = await this.#known.lookAgain();
      symbols = assets.map(names.symbol);
      tag = source === null ? null : names.source(source);
    }
    const followed = symbols.filter((symbol) => symbol !== undefined);
    const cached = tag === undefined || followed.length === 0 ? [] : await this.#cached(followed);
    let position = 0;
    const rows = symbols.map((symbol, index) => {
      if (symbol === undefined) return without((assets[index] as string).slice(0, 64), 'UNKNOWN_ASSET');
      if (tag === undefined) return without(symbol, 'UNKNOWN_SOURCE');
      return this.#answer(symbol, tag, cached[position++] ?? null);
    });
    return rows.some((row) => row instanceof Promise) ? Promise.all(rows) : (rows as PriceRow[]);
  }

  /** What every source of the asset of `row` last traded at, the freshest first; null where no store answers. */
  async sources({ asset, cached, reason }: PriceRow): Promise<SourcePriceRow[] | null> {
    if (reason === 'UNKNOWN_ASSET' || reason === 'UNKNOWN_SOURCE') return [];
    const stored = await this.#stored.load(asset);
    if (!cached && !stored) return null;
    const now = Date.now();
    return Object.entries(mergeEntries(cached ?? {}, stored ?? {}))
      .sort(([, entry], [, other]) => (entry > other ? -1 : 1))
      .map(([source, entry]) => {
        const ageSeconds = ageOf(entry, now);
        return {
          source,
          price: priceOf(entry),
          observedAt: observedAtOf(entry),
          receivedAt: receivedAtOf(entry),
          ageSeconds,
          stale: ageSeconds > this.#staleSeconds,
        };
      });
  }

  /** The entries of each asset; nothing where the cache does not answer. */
  async #cached(symbols: readonly string[]): Promise<Entries[]> {
    try {
      return await this.#cache.readHashes(symbols.map(priceKey));
    } catch {
      return []; // the cache says in the log that it is away
    }
  }

  #answer(symbol: string, tag: string | null, cached: Entries | null): PriceRow | Promise<PriceRow> {
    const row = cached && this.#row(symbol, tag, cached, cached);
    return row && !row.stale && this.#isFinal(row, tag) ? row : this.#answerFromStored(symbol, tag, cached);
  }

  /** A real price that the cache lost comes before a simulated one, unless that was asked for. */
  #isFinal({ asset, source }: PriceRow, tag: string | null): boolean {
    return tag !== null || !isSimulated(source as string) || this.#nothingReal.has(asset);
  }

  async #answerFromStored(symbol: string, tag: string | null, cached: Entries | null): Promise<PriceRow> {
    const stored = await this.#stored.load(symbol);
    if (stored && Object.keys(stored).every(isSimulated)) this.#nothingReal.set(symbol, true);
    const row = this.#row(symbol, tag, mergeEntries(cached ?? {}, stored ?? {}), cached);
    return row ?? without(symbol, stored ? 'NO_TRADE_YET' : 'TEMPORARILY_UNAVAILABLE', cached);
  }

  #row(asset: string, tag: string | null, entries: Entries, cached: Entries | null): PriceRow | null {
    const source = tag ?? freshestSource(entries);
    if (source === undefined || !Object.hasOwn(entries, source)) return null;
    const entry = entries[source] as string;
    const ageSeconds = ageOf(entry, Date.now());
    const stale = ageSeconds > this.#staleSeconds;
    // What a simulator left behind is nobody's last price; it answers to its own name only.
    if (stale && tag === null && isSimulated(source)) return null;
    return {
      asset,
      source,
      price: priceOf(entry),
      observedAt: observedAtOf(entry),
      receivedAt: receivedAtOf(entry),
      ageSeconds,
      stale,
      reason: null,
      cached,
    };
  }
}

function ageOf(entry: string, now: number): number {
  return Math.max(0, now - Date.parse(observedAtOf(entry))) / 1000;
}

function without(asset: string, reason: PriceUnavailableReason, cached: Entries | null = null): PriceRow {
  return {
    asset,
    source: null,
    price: null,
    observedAt: null,
    receivedAt: null,
    ageSeconds: null,
    stale: null,
    reason,
    cached,
  };
}
