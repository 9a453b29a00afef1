import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { createLog } from '../../platform/log.ts';
import { type PrivateValkey, startPrivateValkey } from '../../platform/valkey-server.ts';

const MODULE = pathToFileURL(join(import.meta.dirname, '../../platform/valkey-server.ts')).href;
const LOG_MODULE = new URL('log.ts', MODULE).href;
const PATH = process.env.PATH ?? '';
const installed = PATH.split(delimiter).some((directory) =>
  ['valkey-server', 'redis-server'].some((name) => {
    try {
      accessSync(join(directory, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  }),
);
const log = createLog('silent');
let directory: string;
let dataDir: string;

beforeEach(() => {
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'valkey-'));
  dataDir = join(directory, 'data');
});
/** What a failed test leaves behind. */
const leftovers: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of leftovers.splice(0)) await end();
  rmSync(directory, { recursive: true, force: true });
});

const socketOf = ({ url }: PrivateValkey): string => fileURLToPath(url.replace('redis+unix:', 'file:'));

async function ask(server: PrivateValkey, command: string, ...args: string[]): Promise<unknown> {
  const client = new Redis({ path: socketOf(server) });
  try {
    return await client.call(command, ...args);
  } finally {
    client.disconnect();
  }
}

async function start(dataDirectory = dataDir): Promise<PrivateValkey> {
  const server = await startPrivateValkey({ dataDir: dataDirectory, log });
  if (!server) throw new Error('no Valkey was started');
  leftovers.push(server.stop);
  return server;
}

async function processId(server: PrivateValkey): Promise<number> {
  return Number(/^process_id:(\d+)/m.exec(String(await ask(server, 'INFO', 'server')))?.[1]);
}

/** Another Node process that starts the server, says so, and waits; what it logs is in `log`. */
async function startElsewhere({ user, path = PATH }: { user?: number; path?: string } = {}) {
  const script = `
    const { startPrivateValkey } = await import(${JSON.stringify(MODULE)});
    const { createLog } = await import(${JSON.stringify(LOG_MODULE)});
    const server = await startPrivateValkey({ dataDir: ${JSON.stringify(dataDir)}, log: createLog('warn') });
    process.stdout.write(server ? 'started' : 'none');
    process.stdin.resume().once('end', () => server?.stop());
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    detached: true,
    env: { PATH: path },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  leftovers.push(() => child.kill('SIGKILL'));
  let log = '';
  child.stderr.on('data', (chunk) => {
    log += chunk;
  });
  const [outcome] = await once(child.stdout, 'data');
  return {
    outcome: String(outcome),
    log: () => log,
    end: async () => {
      child.stdin.end();
      await once(child, 'close');
    },
    /** Like a kill -9 of everything that a terminal started. */
    kill: async () => {
      process.kill(-Number(child.pid), 'SIGKILL');
      await once(child, 'close');
    },
  };
}

describe('where no Valkey is installed, or it is broken', () => {
  test('there is none', async () => {
    const { outcome, log, end } = await startElsewhere({ path: directory });
    await end();
    expect([outcome, log()]).toEqual(['none', '']);
  });

  test('one that does not start is as good as none, and the log says why', async () => {
    const program = join(directory, 'valkey-server');
    writeFileSync(program, '#!/bin/sh\necho "no such luck"\nexit 3\n');
    chmodSync(program, 0o755);
    const { outcome, log, end } = await startElsewhere({ path: `${directory}${delimiter}${PATH}` });
    await end();
    expect(outcome).toBe('none');
    expect(JSON.parse(log())).toMatchObject({
      msg: 'valkey-server did not start',
      err: { message: 'ended with code 3' },
      output: 'no such luck\n',
    });
  });
});

const describeInstalled = installed ? describe : describe.skip;
describeInstalled(`a private server${installed ? '' : ' (neither valkey-server nor redis-server is on PATH)'}`, () => {
  test('listens on a socket that is this user’s alone, keeps nothing, and never refuses to write', async () => {
    const server = await start();
    const socket = socketOf(server);
    expect(server.adopted).toBe(false);
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700);
    for (const [name, value] of Object.entries({
      port: '0',
      save: '',
      appendonly: 'no',
      maxmemory: String(64 * 1024 * 1024),
      'maxmemory-policy': 'allkeys-lru',
    })) {
      expect(await ask(server, 'CONFIG', 'GET', name)).toEqual([name, value]);
    }
    await server.stop();
    expect(existsSync(socket)).toBe(false);
    await server.stop(); // once more changes nothing
  });

  test('others may pass through the data directory', async () => {
    const server = await start();
    expect(statSync(dataDir).mode & 0o055).toBe(0o055);
    await server.stop();
  });

  test('whose Node and all its group were killed is adopted, with what it holds, and then ended', async () => {
    const elsewhere = await startElsewhere();
    const guest = await start();
    await ask(guest, 'SET', 'kept', '1');
    await elsewhere.kill();
    const server = await start();
    expect(server.adopted).toBe(true);
    expect(await ask(server, 'GET', 'kept')).toBe('1');
    await server.stop();
    expect(existsSync(socketOf(server))).toBe(false);
  });

  test('that somebody else uses is left to them', async () => {
    const owner = await start();
    const used = new Redis({ path: socketOf(owner) });
    await used.set('theirs', '1');
    const guest = await start();
    expect(guest.adopted).toBe(true);
    await guest.stop();
    expect(await used.get('theirs')).toBe('1');
    await used.quit();
    await owner.stop();
    expect(existsSync(socketOf(owner))).toBe(false);
  });

  test('that was killed leaves nothing in the way', async () => {
    const killed = await start();
    process.kill(await processId(killed), 'SIGKILL');
    const next = await start();
    expect(next.adopted).toBe(false);
    expect(await ask(next, 'PING')).toBe('PONG');
    await next.stop();
  });

  test('that hangs is replaced, and ended all the same', async () => {
    const hanging = await start();
    process.kill(await processId(hanging), 'SIGSTOP');
    const next = await start();
    expect(next.adopted).toBe(false);
    await next.stop();
    await hanging.stop();
  });

  test('of a path that is too long for a socket lives elsewhere, and is found there again', async () => {
    const long = join(directory, 'd'.repeat(60), 'größer'.repeat(10));
    const server = await start(long);
    expect(Buffer.byteLength(socketOf(server))).toBeLessThanOrEqual(103);
    expect(statSync(dirname(socketOf(server))).mode & 0o777).toBe(0o700);
    const again = await start(long);
    expect([again.adopted, again.url]).toEqual([true, server.url]);
    await server.stop();
    chmodSync(dirname(socketOf(server)), 0o777);
    await expect(start(long)).rejects.toThrow('is not private to this user');
    rmSync(dirname(socketOf(server)), { recursive: true });
  });

  test('may have any character in its path', async () => {
    const server = await start(join(directory, 'a b%20?#ä'));
    expect(await ask(server, 'PING')).toBe('PONG');
    await server.stop();
  });

  const NOBODY = 65_534;
  const canBecomeNobody =
    process.getuid?.() === 0 &&
    spawnSync(process.execPath, ['--eval', `fs.accessSync(${JSON.stringify(fileURLToPath(MODULE))})`], { uid: NOBODY })
      .status === 0;
  (canBecomeNobody ? test : test.skip)(
    'works for an ordinary user too (to try it, this one must be root)',
    async () => {
      chmodSync(directory, 0o755);
      chownSync(directory, NOBODY, NOBODY);
      const elsewhere = await startElsewhere({ user: NOBODY });
      const socket = join(dataDir, 'valkey', 'valkey.sock');
      expect(statSync(socket).uid).toBe(NOBODY);
      await elsewhere.end();
      expect(existsSync(socket)).toBe(false);
    },
  );
});
