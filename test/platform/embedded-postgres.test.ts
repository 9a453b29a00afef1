import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Client } from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../platform/embedded-postgres.ts';
import { createLog } from '../../platform/log.ts';

jest.setTimeout(60_000);

const log = createLog('silent');
const asRoot = process.getuid?.() === 0;
const started: EmbeddedPostgres[] = [];

async function start(directory: string): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir: directory, log });
  started.push(postgres);
  return postgres;
}

let parent: string;
/** Holds a server that was started once and stopped; whoever starts it again stops it again. */
let dataDir: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'embedded-'));
  await chmod(parent, 0o711); // root's stand-in has to pass
  dataDir = join(parent, 'shared');
  await (await start(dataDir)).stop();
});
afterAll(async () => {
  await Promise.all(started.map((postgres) => postgres.stop())); // what a failing test left
  await rm(parent, { recursive: true });
});

async function ask(postgres: EmbeddedPostgres, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  const { rows } = await client.query({ text: statement, rowMode: 'array' });
  await client.end();
  return rows.flat();
}

async function serverId(postgres: EmbeddedPostgres): Promise<number> {
  return Number((await readFile(join(postgres.location, 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

describe('the server', () => {
  test('is a PostgreSQL 18 that is set up for the graph, and can be reached over its socket only', async () => {
    const postgres = await start(dataDir);
    const settings = {
      server_version: expect.stringMatching(/^18\./),
      server_encoding: 'UTF8',
      listen_addresses: '',
      fsync: 'on',
      TimeZone: 'UTC',
      shared_preload_libraries: 'pg_stat_statements',
    };
    const shown = Object.keys(settings).map((name) => `current_setting('${name}')`);
    expect(await ask(postgres, `SELECT ${shown}`)).toEqual(Object.values(settings));
    const locale = 'SELECT datname, datlocprovider, datlocale FROM pg_database WHERE datname = current_database()';
    expect(await ask(postgres, locale)).toEqual(['trinity', 'b', 'C.UTF-8']);
    expect((await stat(postgres.location)).mode & 0o777).toBe(0o700);
    expect(postgres.location).toBe(join(dataDir, 'postgres'));
    await postgres.stop();
    expect(existsSync(join(postgres.location, 'postmaster.pid'))).toBe(false);
  });

  test('keeps its data, and stopping it twice is no error', async () => {
    const first = await start(dataDir);
    await ask(first, "CREATE TABLE IF NOT EXISTS kept AS SELECT 'still here' AS text");
    await Promise.all([first.stop(), first.stop()]);
    const second = await start(dataDir);
    expect(second.adopted).toBe(false);
    expect(await ask(second, 'SELECT text FROM kept')).toEqual(['still here']);
    await second.stop();
  });

  test('is started by one of several first starts at once, and adopted by the others', async () => {
    const starts = await Promise.all([1, 2, 3].map(() => start(join(parent, 'race'))));
    expect(starts.filter(({ adopted }) => !adopted)).toHaveLength(1);
    const ids = await Promise.all(starts.map((postgres) => ask(postgres, 'SELECT pg_postmaster_start_time()::text')));
    expect(new Set(ids.flat()).size).toBe(1);
    expect(await readdir(join(parent, 'race'))).toEqual(['postgres']);
    await starts[0]?.stop();
  });

  test('is adopted after a kill -9 of the process that started it', async () => {
    const left = await start(dataDir);
    const adopting = await start(dataDir);
    expect(adopting.adopted).toBe(true);
    expect(await serverId(adopting)).toBe(await serverId(left));
    await adopting.stop();
  });

  test('starts again after a kill -9 of its own, with what was committed', async () => {
    const first = await start(dataDir);
    await ask(first, "CREATE TABLE IF NOT EXISTS committed AS SELECT 'still here' AS text");
    process.kill(await serverId(first), 'SIGKILL');
    const second = await start(dataDir);
    expect(second.adopted).toBe(false);
    expect(await ask(second, 'SELECT text FROM committed')).toEqual(['still here']);
    await second.stop();
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('starts although the lock of a killed one names a process that is another program by now', async () => {
    const { uid, gid } = await stat(join(dataDir, 'postgres'));
    const stranger = spawn('/bin/sh', ['-c', 'read line'], asRoot ? { uid, gid } : {});
    const lock = join(dataDir, 'postgres/postmaster.pid');
    await writeFile(lock, `${stranger.pid}\n${join(dataDir, 'postgres')}\n1\n5432\n.\n\n  1  1\nready   \n`);
    if (asRoot) await chown(lock, uid, gid);
    try {
      const postgres = await start(dataDir);
      expect(postgres.adopted).toBe(false);
      await postgres.stop();
    } finally {
      stranger.kill();
      await once(stranger, 'exit');
    }
  });

  test('is reached over a short link where the path of its socket would be too long', async () => {
    const long = join(parent, 'a'.repeat(100));
    const postgres = await start(long);
    const socketDirectory = decodeURIComponent(/@(.*):5432/.exec(postgres.url)?.[1] ?? '');
    expect(socketDirectory.length).toBeLessThan(90);
    expect(await ask(postgres, 'SELECT 1')).toEqual([1]);
    await postgres.stop();
    expect(existsSync(socketDirectory)).toBe(false);
  });
});

describe('a start', () => {
  test('removes what a first start left that was killed halfway', async () => {
    const abandoned = join(parent, 'halfway/postgres.new-abc123');
    await mkdir(abandoned, { recursive: true });
    await utimes(abandoned, 0, 0);
    await (await start(join(parent, 'halfway'))).stop();
    expect(await readdir(join(parent, 'halfway'))).toEqual(['postgres']);
  });

  test('does not touch a directory that holds something else', async () => {
    await mkdir(join(parent, 'other/postgres'), { recursive: true });
    await writeFile(join(parent, 'other/postgres/letter.txt'), 'dear');
    await expect(start(join(parent, 'other'))).rejects.toThrow("holds other files than PostgreSQL's");
    expect(await readdir(join(parent, 'other'))).toEqual(['postgres']);
    expect(await readdir(join(parent, 'other/postgres'))).toEqual(['letter.txt']);
  });

  test('says at once why the server does not start', async () => {
    const broken = join(parent, 'broken');
    await (await start(broken)).stop();
    await writeFile(join(broken, 'postgres/postgresql.conf'), "shared_buffers = 'plenty'\n", { flag: 'a' });
    await expect(start(broken)).rejects.toThrow(/does not start on .*broken[\s\S]*shared_buffers/);
  });

  test('says what to do on a system that no package is made for', async () => {
    const { arch } = process;
    Object.defineProperty(process, 'arch', { value: 's390x' });
    try {
      await expect(start(dataDir)).rejects.toThrow(/No embedded PostgreSQL .*linux-s390x.* Set DATABASE_URL/);
    } finally {
      Object.defineProperty(process, 'arch', { value: arch });
    }
  });

  const forRoot = asRoot ? test : test.skip;
  describe("by root, where root's stand-in cannot reach the wanted directory,", () => {
    let closed: string;
    beforeEach(async () => {
      closed = await mkdtemp(join(parent, 'closed-')); // for its owner only
    });
    afterEach(async () => {
      const elsewhere = await realpath(join(closed, 'postgres')).catch(() => '');
      if (elsewhere.startsWith('/var/lib/trinity-graph/')) await rm(elsewhere, { recursive: true });
    });

    forRoot('keeps the data elsewhere, with a link in place', async () => {
      const starts = await Promise.all([start(closed), start(closed)]);
      const [postgres, other] = starts as [EmbeddedPostgres, EmbeddedPostgres];
      expect(postgres.location).toMatch(/^\/var\/lib\/trinity-graph\/postgres-\w{6}$/);
      expect(other.location).toBe(postgres.location);
      expect(await readlink(join(closed, 'postgres'))).toBe(postgres.location);
      await ask(postgres, "CREATE TABLE kept AS SELECT 'still here' AS text");
      await postgres.stop();

      await chmod(closed, 0o711); // reachable now, but the data are where they are
      const again = await start(closed);
      expect(again.location).toBe(postgres.location);
      expect(await ask(again, 'SELECT text FROM kept')).toEqual(['still here']);
      await again.stop();
    });

    forRoot('says so when that is gone', async () => {
      await symlink('/var/lib/trinity-graph/gone', join(closed, 'postgres'));
      await expect(start(closed)).rejects.toThrow(/closed-\w+\/postgres leads to a directory that is gone/);
    });
  });
});
