/**
 * A real PostgreSQL of our own, for whoever has none: the bundled `initdb` and `pg_ctl`, driven as child processes.
 * It listens on a unix socket inside its data directory, which nobody but its owner can enter, and on no port.
 */
import { createHash } from 'node:crypto';
import {
  chown,
  lstat,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  truncate,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Log } from './log.ts';
import { findInstallation, type Installation, runAs } from './postgres-installation.ts';

export interface EmbeddedPostgres {
  /** A connection string for the database `trinity`. */
  url: string;
  /** Whether the server was running already: left over by a killed process, or started by one beside this. */
  adopted: boolean;
  /** The data directory in use; not the wanted one when root's stand-in cannot reach that. */
  location: string;
  /** Stops the server, adopted or not, ending open connections. */
  stop(): Promise<void>;
}

const DATABASE = 'trinity';
/** No port is opened; the number only names the socket file. */
const PORT = 5432;
/** After a kill -9 of the server its lock file or its shared memory may refuse a start for some seconds. */
const PATIENCE_MS = 15_000;
const RETRY_MS = 250;
const PASSING = /lock file|shared memory block/;
/** Longest path of a unix socket on macOS; Linux allows four more. */
const LONGEST_SOCKET_PATH = 103;
const LOG_LIMIT = 10 * 1024 * 1024;
const ABANDONED_MS = 10 * 60_000;

const SETTINGS = {
  listen_addresses: '',
  unix_socket_directories: '.',
  shared_preload_libraries: 'pg_stat_statements',
  shared_buffers: '64MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/**
 * Starts PostgreSQL on `postgres` under `dataDir` (made at the first start), or adopts the server that runs there.
 * Of several starts at once one starts the server and the others adopt it.
 * @throws Error with the reason and what to do, after at most 15 s of retries where the reason may pass by itself.
 */
export async function startEmbeddedPostgres(options: { dataDir: string; log: Log }): Promise<EmbeddedPostgres> {
  const installation = await findInstallation(join(options.dataDir, 'postgres'));
  const { location, account } = installation;
  if (!(await isCluster(location))) await initialise(installation);
  const socketDirectory = await reachableSocketDirectory(location);
  const adopted = await startOrAdopt(installation, socketDirectory);
  await createDatabase(socketDirectory);
  options.log.info({ location, adopted, runBy: account?.name }, 'the embedded PostgreSQL is up');

  let stopped: Promise<void> | undefined;
  return {
    url: `postgres://postgres@${encodeURIComponent(socketDirectory)}:${PORT}/${DATABASE}`,
    adopted,
    location,
    stop: () => {
      stopped ??= stopServer(installation, socketDirectory);
      return stopped;
    },
  };
}

async function isCluster(directory: string): Promise<boolean> {
  return stat(join(directory, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}

/** Makes the cluster beside its place and moves it there when it is whole, so that a kill -9 leaves no half of one. */
async function initialise({ bin, location, account }: Installation): Promise<void> {
  await removeAbandonedDrafts(location);
  const draft = await mkdtemp(`${location}.new-`);
  try {
    if (account) await chown(draft, account.uid, account.gid);
    const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const { ok, output } = await runAs(account, join(bin, 'initdb'), [
      ...['-D', draft, '--username=postgres', '--auth-local=trust', '--auth-host=reject'],
      ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      ...settings,
    ]);
    if (!ok) throw new Error(`PostgreSQL could not make its data directory ${location}:\n${output}`);
    await rename(draft, location);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (await isCluster(location)) return; // a start beside this one was faster
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
    throw new Error(
      `${location} holds other files than PostgreSQL's. Remove it, or set DATA_DIR to another directory.`,
    );
  }
}

async function removeAbandonedDrafts(location: string): Promise<void> {
  for (const name of await readdir(dirname(location))) {
    if (!name.startsWith(`${basename(location)}.new-`)) continue;
    const draft = join(dirname(location), name);
    const made = await stat(draft).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > ABANDONED_MS) await rm(draft, { recursive: true, force: true });
  }
}

/** The data directory itself, or a short link to it where the path of the socket would be too long. */
async function reachableSocketDirectory(location: string): Promise<string> {
  if (fits(location)) return location;
  const link = shortLink(location);
  if (!fits(link)) throw new Error(`${location} is too long for a socket, and so is ${link}. Set DATA_DIR or TMPDIR.`);
  try {
    await symlink(location, link);
  } catch {
    // In a directory open to all, somebody else's link could lead us to somebody else's server.
    const mine = (await lstat(link)).uid === process.getuid?.() && (await readlink(link)) === location;
    if (!mine) throw new Error(`${link} is in the way. Remove it, or set DATA_DIR to a shorter path.`);
  }
  return link;
}

function fits(directory: string): boolean {
  return Buffer.byteLength(join(directory, `.s.PGSQL.${PORT}`)) <= LONGEST_SOCKET_PATH;
}

function shortLink(location: string): string {
  return join(tmpdir(), `trinity-${createHash('sha256').update(location).digest('hex').slice(0, 12)}`);
}

/** @returns whether the server was adopted. */
async function startOrAdopt(installation: Installation, socketDirectory: string): Promise<boolean> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const state = await askServer(socketDirectory);
    if (state === 'up') return true;
    const refusal = state === 'busy' ? 'The server is starting or stopping.' : await startServer(installation);
    if (refusal === undefined) return false;
    const mayPass = state === 'busy' || PASSING.test(refusal);
    if (!mayPass || Date.now() > deadline) {
      throw new Error(`The embedded PostgreSQL does not start on ${installation.location}:\n${refusal}`);
    }
    await removeForeignLock(installation.location);
    await sleep(RETRY_MS);
  }
}

async function askServer(socketDirectory: string): Promise<'up' | 'busy' | 'down'> {
  try {
    await withClient(socketDirectory, async () => {});
    return 'up';
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return 'down';
    if (code === '57P03' || code === 'ECONNRESET') return 'busy'; // cannot_connect_now
    if (code === '53300') return 'up'; // too_many_connections
    throw error;
  }
}

/** @returns why the server did not start; undefined when it did. */
async function startServer({ bin, location, account }: Installation): Promise<string | undefined> {
  const logFile = join(location, 'server.log');
  const before = await stat(logFile).then(
    ({ size }) => size,
    () => 0,
  );
  if (before > LOG_LIMIT) await truncate(logFile);
  const { ok, output } = await runAs(account, join(bin, 'pg_ctl'), [
    'start',
    '-w',
    '-s',
    '-D',
    location,
    '-l',
    logFile,
  ]);
  if (ok) return undefined;
  const written = await readFile(logFile, 'utf8').catch(() => '');
  return written.slice(before > LOG_LIMIT ? 0 : before).trim() || output;
}

/**
 * The lock file names a process. After a kill -9 its number may belong to another process of the same user, a matter
 * of course in containers, and Postgres would refuse to start for ever.
 */
async function removeForeignLock(location: string): Promise<void> {
  const lock = join(location, 'postmaster.pid');
  const pid = (await readFile(lock, 'utf8').catch(() => '')).split('\n')[0];
  if (!pid) return;
  const program = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => undefined);
  if (program !== undefined && program.trim() !== 'postgres') await rm(lock, { force: true });
}

async function createDatabase(socketDirectory: string): Promise<void> {
  await withClient(socketDirectory, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount) return;
    await client.query(`CREATE DATABASE ${DATABASE}`).catch((error) => {
      // A start beside this one may have been faster; which of the two errors depends on how much faster.
      if (error.code !== '42P04' && error.code !== '23505') throw error;
    });
  });
}

async function withClient(socketDirectory: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({
    host: socketDirectory,
    port: PORT,
    user: 'postgres',
    database: 'postgres',
    connectionTimeoutMillis: 2_000,
  });
  client.on('error', () => {}); // the failing query tells as well
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end();
  }
}

async function stopServer({ bin, location, account }: Installation, socketDirectory: string): Promise<void> {
  const stop = (mode: string) =>
    runAs(account, join(bin, 'pg_ctl'), ['stop', '-w', '-s', '-t', '20', '-D', location, '-m', mode]);
  if (!(await stop('fast')).ok) await stop('immediate');
  if (socketDirectory !== location) await rm(socketDirectory, { force: true });
}
