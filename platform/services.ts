/** Opens what a process needs, or brings it up where nothing is named: Postgres, the cache, the schema in them. */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Client } from 'pg';
import type { Cache } from './cache.ts';
import { connectDatabase, type Database } from './database.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import type { Environment } from './environment.ts';
import { createLog, type Log } from './log.ts';
import { createMemoryCache } from './memory-cache.ts';
import { migrate } from './migrations.ts';
import type { Services } from './subgraph.ts';
import { connectValkey } from './valkey.ts';
import { startPrivateValkey } from './valkey-server.ts';

export interface OpenServices extends Services {
  /** What answers as Postgres and as cache, in words for the start banner. */
  notes: { database: string; cache: string };
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Where no server is named, start one; a deployment whose parts run apart must name them. */
  embedded: boolean;
  migrate: boolean;
}

type Stop = () => Promise<void>;

export async function openServices(environment: Environment, options: OpenOptions): Promise<OpenServices> {
  const log = createLog(environment.LOG_LEVEL);
  const stops: Stop[] = [];
  const close = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const database = await openDatabase(environment, options, log, stops);
    const cache = await openCache(environment, options, log, stops);
    return {
      environment,
      log,
      database: database.pool,
      cache: cache.cache,
      notes: { database: database.note, cache: cache.note },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openDatabase(
  environment: Environment,
  { embedded, migrate: wanted }: OpenOptions,
  log: Log,
  stops: Stop[],
): Promise<{ pool: Database; note: string }> {
  let url = environment.DATABASE_URL;
  let note = 'as DATABASE_URL says';
  if (!url) {
    if (!embedded) throw new Error('DATABASE_URL must name a Postgres server.');
    const dataDir = resolve(environment.DATA_DIR);
    mkdirSync(dataDir, { recursive: true });
    const postgres = await startEmbeddedPostgres({ dataDir, log });
    const release = await holdAlone(postgres.url, dataDir);
    stops.push(() => postgres.stop(), release);
    url = postgres.url;
    note = `embedded, in ${postgres.location}`;
  }
  if (wanted) await migrate(url);
  const pool = await connectDatabase(url, {
    log,
    poolSize: environment.DATABASE_POOL_SIZE,
    statementTimeoutMs: environment.DATABASE_STATEMENT_TIMEOUT_MS,
  });
  stops.push(() => pool.end());
  return { pool, note };
}

/**
 * Makes this process the only one on an embedded server, for whoever stops first would stop the server for both. The
 * lock is the session's: a killed process leaves none behind.
 * @throws Error that says what to do, when another process holds it.
 */
async function holdAlone(url: string, dataDir: string): Promise<Stop> {
  const client = new Client({ connectionString: url });
  await client.connect();
  client.on('error', () => {}); // the server going away is noticed where it is used
  const { rows } = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock(hashtext('trinity')) AS held");
  if (!rows[0]?.held) {
    await client.end();
    throw new Error(`Another process already runs on ${dataDir}. Stop it, or give this one a DATA_DIR of its own.`);
  }
  return () => client.end();
}

async function openCache(
  environment: Environment,
  { embedded }: OpenOptions,
  log: Log,
  stops: Stop[],
): Promise<{ cache: Cache; note: string }> {
  const connect = (url: string): Cache => {
    const cache = connectValkey(url, { log, commandTimeoutMs: environment.VALKEY_COMMAND_TIMEOUT_MS });
    stops.push(() => cache.close());
    return cache;
  };
  if (environment.VALKEY_URL) return { cache: connect(environment.VALKEY_URL), note: 'as VALKEY_URL says' };
  if (!embedded) throw new Error('VALKEY_URL must name a Valkey server.');
  const server = await startPrivateValkey({ dataDir: resolve(environment.DATA_DIR), log });
  if (server) {
    stops.push(() => server.stop());
    return { cache: connect(server.url), note: 'a private server, started with this process' };
  }
  return {
    cache: createMemoryCache({ log }),
    note: 'inside this process: no valkey-server was found (VALKEY_URL may name one)',
  };
}
