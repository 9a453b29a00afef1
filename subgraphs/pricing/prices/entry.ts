/**
 * How the cache holds prices: the hash `price:{BTC}` has a field per source tag, and its text is
 * `observedAt receivedAt price`. Both times have a fixed width (RFC 3339, microseconds, UTC), so that the greater of
 * two entries is the fresher one, and a reader takes only the part that it needs.
 */

/** The entries of one asset by source tag. */
export type Entries = Record<string, string>;

export interface Quote {
  price: string;
  observedAt: string;
  receivedAt: string;
}

const TIME_WIDTH = '2026-03-01T12:00:00.123456Z'.length;

/** The braces make a cluster keep everything about one asset in one place. */
export const priceKey = (symbol: string): string => `price:{${symbol}}`;

export const toEntry = ({ price, observedAt, receivedAt }: Quote): string => `${observedAt} ${receivedAt} ${price}`;
export const observedAtOf = (entry: string): string => entry.slice(0, TIME_WIDTH);
export const receivedAtOf = (entry: string): string => entry.slice(TIME_WIDTH + 1, 2 * TIME_WIDTH + 1);
export const priceOf = (entry: string): string => entry.slice(2 * TIME_WIDTH + 2);

/** Whether `quote` can be held: a plain decimal, and times of the fixed width. */
export function isWellFormed({ price, observedAt, receivedAt }: Quote): boolean {
  return /^\d{1,60}(\.\d{1,60})?$/.test(price) && observedAt.length === TIME_WIDTH && receivedAt.length === TIME_WIDTH;
}

/** The source with the freshest entry; undefined where there is none. */
export function freshestSource(entries: Entries): string | undefined {
  let freshest: string | undefined;
  let entry = '';
  for (const source in entries) {
    const candidate = entries[source] as string;
    if (candidate > entry) {
      entry = candidate;
      freshest = source;
    }
  }
  return freshest;
}

/** No exchange was involved in what carries this prefix; the feeds put it on. */
export const SIMULATED = 'simulated:';
export const isSimulated = (source: string): boolean => source.startsWith(SIMULATED);

export function withoutSimulated(entries: Entries): Entries {
  return Object.fromEntries(Object.entries(entries).filter(([source]) => !isSimulated(source)));
}

/** Both together; where both know a source, the trade that we received later counts. */
export function mergeEntries(cached: Entries, stored: Entries): Entries {
  const merged = { ...cached };
  for (const [source, entry] of Object.entries(stored)) {
    const other = merged[source];
    if (other === undefined || receivedAtOf(entry) > receivedAtOf(other)) merged[source] = entry;
  }
  return merged;
}
