/**
 * Valkey behind the narrow `Cache` interface: reads are merged, every wait is bounded, and while the server is away
 * nobody waits at all.
 *
 * A cluster later: `Redis` becomes `Cluster`, and the scripts and the commands of several keys run once per slot (group
 * the keys by their hash tag, ask all slots at once, put the answers back in order). Nothing outside this file changes.
 */
import { Redis, type RedisOptions } from 'ioredis';
import { type Cache, CacheUnavailable, type HashField, milliseconds, type ValuePart } from './cache.ts';
import type { Log } from './log.ts';
import { mergeReads } from './merge-reads.ts';
import { createSubscriptions } from './valkey-subscriptions.ts';

export interface ValkeyOptions {
  log: Log;
  /** How long a command may take, in milliseconds. */
  commandTimeoutMs?: number;
}

/**
 * All hashes as one JSON text: for 20 hashes of six fields, this process spends 44 µs on it where nested replies (a
 * Buffer per field and value) take 115 µs and one HGETALL each 175 µs; the server's own cost stays the same.
 */
const READ_HASHES = `
local hashes = {}
for i = 1, #KEYS do hashes[i] = redis.call('HGETALL', KEYS[i]) end
return cjson.encode(hashes)`;

const WRITE_HASH_FIELDS = `
for i = 1, #KEYS do redis.call('HSET', KEYS[i], ARGV[2 * i - 1], ARGV[2 * i]) end`;

/** The last two arguments are the part's first and last character. */
const WRITE_NEWER_HASH_FIELDS = `
local first, last = tonumber(ARGV[#ARGV - 1]), tonumber(ARGV[#ARGV])
for i = 1, #KEYS do
  local field, value = ARGV[2 * i - 1], ARGV[2 * i]
  local present = redis.call('HGET', KEYS[i], field)
  if not present or present:sub(first, last) <= value:sub(first, last) then
    redis.call('HSET', KEYS[i], field, value)
  end
end`;

const SCRIPTS = {
  readHashes: { lua: READ_HASHES, readOnly: true },
  writeHashFields: { lua: WRITE_HASH_FIELDS },
  writeNewerHashFields: { lua: WRITE_NEWER_HASH_FIELDS },
};

/** Replies in their plain shapes, whatever the protocol (ioredis's default, and its types want it said). */
type Settings = Omit<RedisOptions, 'replyMapping'>;

interface Scripted {
  readHashes(count: number, keys: string[]): Promise<string>;
  writeHashFields(count: number, keys: string[], fieldsAndValues: string[]): Promise<unknown>;
  writeNewerHashFields(
    count: number,
    keys: string[],
    fieldsAndValues: string[],
    first: number,
    last: number,
  ): Promise<unknown>;
}

/** `[field, value, field, value]` as an object; Lua cannot tell an empty list from an empty object. */
function toRecord(pairs: string[] | Record<string, never>): Record<string, string> {
  const record: Record<string, string> = {};
  if (!Array.isArray(pairs)) return record;
  for (let index = 0; index < pairs.length; index += 2) record[pairs[index] as string] = pairs[index + 1] as string;
  return record;
}

/**
 * How to reach `url`: `redis://`, `valkey://`, `rediss://` (TLS), each `[user[:password]@]host[:port][/database]`, or
 * `redis+unix:///path/to/socket[?db=1]`.
 */
function open(url: string, options: Settings): Redis {
  const { protocol, pathname, searchParams } = new URL(url);
  if (protocol !== 'redis+unix:') return new Redis(url.replace(/^valkey:/, 'redis:'), options);
  return new Redis({ ...options, path: decodeURIComponent(pathname), db: Number(searchParams.get('db') ?? 0) });
}

/**
 * Connects in the background; what is asked before the connection stands waits for it, no longer than for an answer.
 * Logs once when the server goes away and once when it is back.
 */
export function connectValkey(url: string, { log, commandTimeoutMs = 100 }: ValkeyOptions): Cache {
  const options: Settings = {
    commandTimeout: commandTimeoutMs,
    connectTimeout: 2_000,
    // A stalled server does not say goodbye: a connection that is given up is cut.
    disconnectTimeout: commandTimeoutMs,
    maxLoadingRetryTime: 500,
    retryStrategy: (attempt) => Math.min(attempt * 50, 500),
    // Nothing is sent twice and nothing waits for a reconnect. The offline queue serves the first moments only: from
    // the first failure on, `refusal` lets nothing through to it.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
  };
  const redis = open(url, { ...options, scripts: SCRIPTS }) as Redis & Scripted;
  const subscriptions = createSubscriptions(() => open(url, options), log);

  /** What everyone is refused with while the server is away. One object, because thousands may get it. */
  let refusal: CacheUnavailable | undefined;
  let reported = false;
  /** The message only: to the error itself, ioredis attaches the command, password and all. */
  let lastError: string | undefined;
  let closing = false;

  redis.on('ready', back);
  redis.on('error', (error) => {
    lastError = error.message;
  });
  redis.on('close', () => away(lastError ?? 'the connection closed'));

  function away(reason: string): void {
    refusal ??= new CacheUnavailable(`the cache is away: ${reason}`);
    if (reported || closing) return;
    reported = true;
    log.warn({ reason }, 'the cache is away; going on without it');
  }

  function back(): void {
    if (closing) return;
    refusal = undefined;
    lastError = undefined;
    void subscriptions.check();
    if (!reported) return;
    reported = false;
    log.warn('the cache is back');
  }

  /**
   * A late answer may be the fault of our own busy event loop, so a PING decides. If that goes unanswered too, the
   * connection is cut, and each attempt to reconnect (every half second, with a handshake) is the next probe.
   */
  function suspect(reason: string): void {
    if (refusal) return;
    if (redis.status !== 'ready') {
      away(reason);
      return;
    }
    refusal = new CacheUnavailable(`the cache does not answer: ${reason}`);
    redis.ping().then(back, () => {
      away(reason);
      if (redis.status === 'ready') redis.disconnect(true);
    });
  }

  async function ask<Answer>(command: () => Promise<Answer>): Promise<Answer> {
    if (refusal) throw refusal;
    try {
      return await command();
    } catch (error) {
      const { name, message } = error as Error;
      if (name === 'ReplyError') throw new CacheUnavailable(`the cache refused: ${message}`);
      suspect(message);
      throw refusal ?? new CacheUnavailable(message);
    }
  }

  async function writeHashFields(entries: readonly HashField[], version?: ValuePart): Promise<void> {
    if (entries.length === 0) return;
    const keys = entries.map(({ key }) => key);
    const fieldsAndValues = entries.flatMap(({ field, value }) => [field, value]);
    await ask(() => {
      if (!version) return redis.writeHashFields(keys.length, keys, fieldsAndValues);
      const [start, end] = version;
      return redis.writeNewerHashFields(keys.length, keys, fieldsAndValues, start + 1, end);
    });
  }

  return {
    readHashes: mergeReads((keys) =>
      ask(async () => (JSON.parse(await redis.readHashes(keys.length, keys)) as string[][]).map(toRecord)),
    ),
    writeHashFields,
    read: async (keys) => (keys.length === 0 ? [] : ask(() => redis.mget(...keys))),
    write: async (key, value, ttlSeconds) => {
      await ask(() => redis.set(key, value, 'PX', milliseconds(ttlSeconds)));
    },
    remove: async (keys) => {
      if (keys.length > 0) await ask(() => redis.unlink(...keys));
    },
    publish: async (channel, message) => {
      await ask(() => redis.publish(channel, message));
    },
    subscribe: (channel, listener, onReconnected) => ask(() => subscriptions.add(channel, listener, onReconnected)),
    ping: async () => {
      await ask(() => redis.ping());
    },
    close: async () => {
      closing = true;
      refusal = new CacheUnavailable('the cache is closed');
      await Promise.allSettled([redis.quit(), subscriptions.close()]);
      redis.disconnect();
    },
  };
}
