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

/** Which of two entries of a source is the newer one: when we received it, for exchanges' clocks do not order trades. */
export const RECEIVED_AT = [TIME_WIDTH + 1, 2 * TIME_WIDTH + 1] as const;

/** The braces make a cluster keep everything about one asset in one place. */
export const priceKey = (symbol: string): string => `price:{${symbol}}`;

export const toEntry = ({ price, observedAt, receivedAt }: Quote): string => `${observedAt} ${receivedAt} ${price}`;
export const observedAtOf = (entry: string): string => entry.slice(0, TIME_WIDTH);
export const receivedAtOf = (entry: string): string => entry.slice(RECEIVED_AT[0], RECEIVED_AT[1]);
export const priceOf = (entry: string): string => entry.slice(2 * TIME_WIDTH + 2);

/** Whether `quote` can be held: a plain decimal, and times of the fixed width. */
export function isWellFormed({ price, observedAt, receivedAt }: Quote): boolean {
  return /^\d{1,60}(\.\d{1,60})?$/.test(price) && observedAt.length === TIME_WIDTH && receivedAt.length === TIME_WIDTH;
}

/** The real source with the freshest entry, the freshest simulated one where none is real; undefined without entries. */
export function freshestSource(entries: Entries): string | undefined {
  let freshest: string | undefined;
  let entry = '';
  let simulated = true;
  for (const source in entries) {
    const candidate = entries[source] as string;
    const alsoSimulated = isSimulated(source);
    if (alsoSimulated === simulated ? candidate > entry : simulated) {
      entry = candidate;
      freshest = source;
      simulated = alsoSimulated;
    }
  }
  return freshest;
}

/** No exchange was involved in what carries this prefix; the feeds put it on. */
export const SIMULATED = 'simulated:';
export const isSimulated = (source: string): boolean => source.startsWith(SIMULATED);

/** Both together; where both know a source, the trade that we received later counts. */
export function mergeEntries(cached: Entries, stored: Entries): Entries {
  const merged = { ...cached };
  for (const [source, entry] of Object.entries(stored)) {
    const other = merged[source];
    if (other === undefined || receivedAtOf(entry) > receivedAtOf(other)) merged[source] = entry;
  }
  return merged;
}
