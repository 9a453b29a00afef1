import { Redis } from 'ioredis';
import type { Cache } from '../../platform/cache.ts';
import { type Environment, readEnvironment } from '../../platform/environment.ts';
import { createLog, type Log } from '../../platform/log.ts';
import { createMemoryCache } from '../../platform/memory-cache.ts';
import type { Services } from '../../platform/subgraph.ts';
import { connectValkey } from '../../platform/valkey.ts';
import { createTestDatabase } from './database.ts';
import { testValkey } from './environment.ts';

export interface TestServices extends Services {
  /** The connection string of `database`. */
  databaseUrl: string;
  /** The text of every statement that `database` ran, oldest first. */
  statements: string[];
  /** The same, with what stood for its parameters. */
  ran: { statement: string; values: readonly unknown[] }[];
  /** Closes and removes what was made here. */
  stop(): Promise<void>;
}

export interface TestServicesOptions {
  /** Settings as the process environment spells them. */
  settings?: Readonly<Record<string, string>>;
  log?: Log;
  /** Taken as it is, and the caller's to close. */
  cache?: Cache;
}

/**
 * What a subgraph needs to run in a test: a database of its own, and an empty cache, in a real Valkey where one is
 * installed. All calls in one test file share that Valkey, and each empties it.
 */
export async function testServices(options: TestServicesOptions = {}): Promise<TestServices> {
  const environment = readEnvironment({
    NODE_ENV: 'test',
    FEEDS: 'off',
    VALKEY_COMMAND_TIMEOUT_MS: '2000', // the machine may be busy with other tests
    ...options.settings,
  });
  const log = options.log ?? createLog('silent');
  const { url, database, statements, ran, drop } = await createTestDatabase();
  const cache = options.cache ?? (await emptyCache(environment, log));
  return {
    environment,
    log,
    database,
    cache,
    databaseUrl: url,
    statements,
    ran,
    stop: async () => {
      if (!options.cache) await cache.close();
      await drop();
    },
  };
}

async function emptyCache(environment: Environment, log: Log): Promise<Cache> {
  const url = await emptyValkey();
  if (!url) return createMemoryCache({ log });
  return connectValkey(url, { log, commandTimeoutMs: environment.VALKEY_COMMAND_TIMEOUT_MS });
}

/** This worker's Valkey, without what other tests left in it; undefined where none is installed. */
export async function emptyValkey(): Promise<string | undefined> {
  const url = testValkey();
  if (!url) return undefined;
  const server = new Redis(new URL(url).pathname);
  await server.flushall();
  await server.quit();
  return url;
}
