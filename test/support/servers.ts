/**
 * A process of its own that holds the servers of one test run: PostgreSQL, with a database to copy from, and a Valkey
 * per jest worker where one is installed. It tells where they are in one line of JSON, and when its stdin ends, however
 * the test run ended, it stops and removes them all.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../../platform/embedded-postgres.ts';
import { createLog } from '../../platform/log.ts';
import { migrate } from '../../platform/migrations.ts';
import { startPrivateValkey } from '../../platform/valkey-server.ts';

export interface TestServers {
  /** A database that exists always; for creating and dropping others. */
  administration: string;
  /** The name of the database to copy; the copies' names start with it. */
  template: string;
  /** One server per worker; none where no Valkey is installed. */
  valkeys: string[];
}

const log = createLog('warn');
const workers = Number(process.argv[2]);
const ended = once(process.stdin.resume(), 'end');
const directory = mkdtempSync(join(tmpdir(), 'trinity-test-'));
chmodSync(directory, 0o711); // root's stand-in has to pass
const cleanups: (() => Promise<unknown>)[] = [async () => rmSync(directory, { recursive: true, force: true })];

async function startPostgres(): Promise<string> {
  if (process.env.TEST_DATABASE_URL) return process.env.TEST_DATABASE_URL;
  const postgres = await startEmbeddedPostgres({ dataDir: directory, log });
  cleanups.push(async () => {
    await postgres.stop();
    rmSync(postgres.location, { recursive: true, force: true });
  });
  // Nothing here has to outlive a power cut.
  await query(postgres.url, 'ALTER SYSTEM SET fsync = off', 'ALTER SYSTEM SET full_page_writes = off');
  await query(postgres.url, 'SELECT pg_reload_conf()');
  return postgres.url;
}

async function makeTemplate(administration: string): Promise<string> {
  const template = `trinity_test_${randomUUID().slice(0, 8)}`;
  await query(administration, `CREATE DATABASE ${template}`);
  cleanups.push(() => dropAll(administration, template));
  const url = new URL(administration);
  url.pathname = template;
  await migrate(url.href);
  return template;
}

async function dropAll(administration: string, template: string): Promise<void> {
  const client = new Client({ connectionString: administration });
  await client.connect();
  const { rows } = await client.query('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [template]);
  for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  await client.end();
}

async function query(url: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

async function startValkeys(): Promise<string[]> {
  const directories = Array.from({ length: workers }, (_, index) => join(directory, `worker-${index + 1}`));
  const servers = await Promise.all(directories.map((dataDir) => startPrivateValkey({ dataDir, log })));
  const started = servers.filter((server) => server !== undefined);
  for (const server of started) cleanups.push(() => server.stop());
  return started.map(({ url }) => url);
}

async function start(): Promise<TestServers> {
  const valkeys = await startValkeys();
  const administration = await startPostgres();
  return { administration, template: await makeTemplate(administration), valkeys };
}

process.stdout.on('error', () => {}); // the test run is gone; the end of stdin says so too
try {
  process.stdout.write(`${JSON.stringify(await start())}\n`);
  await Promise.race([ended, once(process, 'SIGTERM')]);
} catch (error) {
  process.stderr.write(`The servers for the tests do not start: ${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  for (const cleanup of cleanups.reverse()) await cleanup();
  process.stdin.destroy();
}
