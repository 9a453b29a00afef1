/**
 * A Valkey (or Redis) of our own for a machine that has the program but no server to offer: private, on a unix socket,
 * without a TCP port and without anything on disk but its log.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, closeSync, lstatSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Redis } from 'ioredis';
import type { Log } from './log.ts';

export interface PrivateValkey {
  /** For `connectValkey`. */
  url: string;
  /** True when it was found running: its Node was killed, or runs beside us on the same data directory. */
  adopted: boolean;
  /** Ends the server, unless it was adopted and somebody else still uses it: so close one's own connections first. */
  stop(): Promise<void>;
}

const PROGRAMS = ['valkey-server', 'redis-server'];
const START_TIMEOUT_MS = 5_000;
const STOP_TIMEOUT_MS = 2_000;
/** The length of a unix socket's path, in bytes: Linux takes 107, macOS 103. */
const LONGEST_SOCKET_PATH = 103;

/**
 * The server of `dataDir`: the one that runs there already, or a new one, ready to answer.
 * Undefined when neither program is on PATH, or when it would not start (then the log says why).
 */
export async function startPrivateValkey(options: { dataDir: string; log: Log }): Promise<PrivateValkey | undefined> {
  const directory = privateDirectory(resolve(options.dataDir, 'valkey'));
  const socket = join(directory, 'valkey.sock');
  const url = `redis+unix://${pathToFileURL(socket).pathname}`;
  if (await answers(socket)) return { url, adopted: true, stop: () => shutDownUnlessUsed(socket, options.log) };

  rmSync(socket, { force: true });
  const logFile = join(directory, 'valkey.log');
  const child = await spawnServer(directory, socket, logFile);
  if (!child) return undefined;
  try {
    await answering(child, socket);
  } catch (error) {
    child.kill('SIGKILL');
    const output = readFileSync(logFile, 'utf8').slice(-500);
    options.log.warn({ err: error, output }, `${child.spawnfile} did not start`);
    return undefined;
  }
  return { url, adopted: false, stop: () => end(child, socket) };
}

/** Under `wanted`, or, where that makes the socket's path too long, under the system's directory for temporary files. */
function privateDirectory(wanted: string): string {
  if (Buffer.byteLength(join(wanted, 'valkey.sock')) <= LONGEST_SOCKET_PATH) {
    mkdirSync(wanted, { recursive: true });
    chmodSync(wanted, 0o700);
    return wanted;
  }
  // The name must be the same at the next start, which may have to adopt the server; so anybody could have made it.
  const directory = join(tmpdir(), `trinity-${createHash('sha256').update(wanted).digest('hex').slice(0, 16)}`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(directory);
  if (uid !== process.getuid?.() || (mode & 0o777) !== 0o700) {
    throw new Error(`${directory} is not private to this user; choose a shorter DATA_DIR, or remove it`);
  }
  return directory;
}

async function spawnServer(directory: string, socket: string, logFile: string): Promise<ChildProcess | undefined> {
  const settings = {
    port: '0',
    unixsocket: socket,
    unixsocketperm: '600',
    dir: directory,
    save: '',
    appendonly: 'no',
    // Everything in it can be read again from Postgres, and a price that cannot be written is worse than an idle one
    // forgotten: so any key may go, the least recently used first, and writes never fail.
    maxmemory: '64mb',
    'maxmemory-policy': 'allkeys-lru',
  };
  const output = openSync(logFile, 'w', 0o600);
  try {
    for (const program of PROGRAMS) {
      // Detached, because Ctrl-C reaches the whole group: the server has to outlive the requests in flight.
      const child = spawn(
        program,
        Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
        { stdio: ['ignore', output, output], detached: true },
      );
      try {
        await once(child, 'spawn');
        child.unref();
        return child;
      } catch {
        // Not on PATH: the next name.
      }
    }
    return undefined;
  } finally {
    closeSync(output);
  }
}

const never = (): null => null;

/** A connection for a question or two; the caller disconnects it. */
function connect(socket: string, options: { commandTimeout?: number; retryStrategy: () => number | null }): Redis {
  const client = new Redis({ ...options, path: socket, maxRetriesPerRequest: null, disconnectTimeout: 100 });
  // Whoever asks gets the error, too.
  client.on('error', () => {});
  return client;
}

async function answers(socket: string): Promise<boolean> {
  const client = connect(socket, { commandTimeout: 500, retryStrategy: never });
  try {
    await client.ping();
    return true;
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}

/** @throws when the server ends, or does not answer in time. */
async function answering(child: ChildProcess, socket: string): Promise<void> {
  const client = connect(socket, { retryStrategy: () => 2 });
  try {
    const ended = once(child, 'exit', { signal: AbortSignal.timeout(START_TIMEOUT_MS) }).then(([code]) => {
      throw new Error(`ended with code ${code}`);
    });
    ended.catch(() => {});
    await Promise.race([client.ping(), ended]);
  } finally {
    client.disconnect();
  }
}

/** Ends in milliseconds, where a SIGTERM is noticed only ten times a second. */
async function shutDown(client: Redis): Promise<void> {
  // The answer is the end of the connection.
  await client.shutdown('NOSAVE').catch(() => {});
}

async function end(child: ChildProcess, socket: string): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  const client = connect(socket, { commandTimeout: STOP_TIMEOUT_MS, retryStrategy: never });
  await Promise.all([shutDown(client), ended]);
  clearTimeout(timer);
  client.disconnect();
}

async function shutDownUnlessUsed(socket: string, log: Log): Promise<void> {
  const client = connect(socket, { commandTimeout: STOP_TIMEOUT_MS, retryStrategy: never });
  try {
    const others = Number(/^connected_clients:(\d+)/m.exec(await client.info('clients'))?.[1]) - 1;
    if (others > 0) log.warn({ others }, 'the private Valkey is left running: somebody else uses it');
    else await shutDown(client);
  } catch (error) {
    log.warn({ reason: (error as Error).message }, 'the private Valkey could not be asked to end');
  } finally {
    client.disconnect();
  }
}
