import { LRUCache } from 'lru-cache';
import { type Cache, milliseconds } from './cache.ts';
import { Channels } from './channels.ts';
import type { Log } from './log.ts';

/** Far above what one process needs, far below what would hurt it; the least recently used entry goes first. */
const MAXIMUM_ENTRIES = 50_000;

/** The cache of a single process, for where no Valkey runs: nothing outside this process sees it, nothing outlives it. */
export function createMemoryCache({ log }: { log?: Log } = {}): Cache {
  const hashes = new LRUCache<string, Map<string, string>>({ max: MAXIMUM_ENTRIES });
  const texts = new LRUCache<string, string>({ max: MAXIMUM_ENTRIES });
  const channels = new Channels(log);

  function fieldsOf(key: string): Map<string, string> {
    const fields = hashes.get(key) ?? new Map<string, string>();
    hashes.set(key, fields);
    return fields;
  }

  return {
    readHashes: async (keys) => keys.map((key) => Object.fromEntries(hashes.get(key) ?? [])),
    writeHashFields: async (entries, version) => {
      for (const { key, field, value } of entries) {
        const fields = fieldsOf(key);
        const newer = version && (fields.get(field) ?? '').slice(...version) > value.slice(...version);
        if (!newer) fields.set(field, value);
      }
    },
    read: async (keys) => keys.map((key) => texts.get(key) ?? null),
    write: async (key, value, ttlSeconds) => {
      texts.set(key, value, { ttl: milliseconds(ttlSeconds) });
    },
    remove: async (keys) => {
      for (const key of keys) {
        hashes.delete(key);
        texts.delete(key);
      }
    },
    publish: async (channel, message) => {
      // Delivered on a later turn, as a server would: a listener never runs inside its publisher.
      setImmediate(() => channels.deliver(channel, message));
    },
    subscribe: async (channel, listener) => {
      const remove = channels.add(channel, listener);
      return async () => remove();
    },
    ping: async () => {},
    close: async () => {
      hashes.clear();
      texts.clear();
    },
  };
}
