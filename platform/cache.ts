/**
 * All that the project asks of Valkey. Two things answer it: `valkey.ts` (a real server) and `memory-cache.ts` (the
 * stand-in of the together shape); one contract test runs against both.
 *
 * Every operation rejects with `CacheUnavailable` within the command timeout when the server is away or stalled, so a
 * caller can go on without it. After a failure, calls are refused at once until the server answers again.
 *
 * A key holds either a hash or a text, for good; whoever names keys keeps the two apart and puts what belongs together
 * under one hash tag (`price:{BTC}`). Anything may be evicted when memory is short: a cache is never the only place.
 */
export interface Cache {
  /**
   * The fields of each hash, in the order of `keys`; a missing hash is `{}`. One round trip for all of them, and for
   * every other call of the same turn of the event loop; callers that asked for the same key share one object.
   */
  readHashes(keys: readonly string[]): Promise<Readonly<Record<string, string>>[]>;
  /**
   * Sets each `field` of the hash `key`; one round trip for all of them. The last of two entries for a field wins. With
   * `version`, the part of a value that says how new it is, a field whose part is greater than the new one stays as it
   * is, in whichever order the writers of several processes come.
   */
  writeHashFields(entries: readonly HashField[], version?: ValuePart): Promise<void>;
  /** The text under each key, in the order of `keys`; null where there is none. */
  read(keys: readonly string[]): Promise<(string | null)[]>;
  /** Sets `key`; it disappears after `ttlSeconds` (fractions count, to the millisecond; 0 or less means at once). */
  write(key: string, value: string, ttlSeconds: number): Promise<void>;
  remove(keys: readonly string[]): Promise<void>;
  /** Delivers `message` to whoever is subscribed to `channel` now, in any process; nobody else ever sees it. */
  publish(channel: string, message: string): Promise<void>;
  /**
   * Calls `listener` for each message, in the order of publishing, until the returned function is called; survives
   * reconnects. What is published while the connection is away is lost; `onReconnected` is called once the subscription
   * is in force again. Resolves once it is for the first time.
   */
  subscribe(
    channel: string,
    listener: (message: string) => void,
    onReconnected?: () => void,
  ): Promise<() => Promise<void>>;
  /** Resolves when the server answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface HashField {
  key: string;
  field: string;
  value: string;
}

/**
 * From where to where in a value, as `String.slice` takes it. The values are ASCII up to there, and their parts are of
 * one width and one kind (times, padded numbers), so that text compares as they do.
 */
export type ValuePart = readonly [start: number, end: number];

/** The cache is away, refused, or did not answer in time; what was asked may or may not have happened. */
export class CacheUnavailable extends Error {
  override name = 'CacheUnavailable';
}

/** A time to live as both caches count it: whole milliseconds, at least one. */
export function milliseconds(ttlSeconds: number): number {
  return Math.max(1, Math.ceil(ttlSeconds * 1000));
}
