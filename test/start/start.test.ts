import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { buildGraphiql } from '../../gateway/graphiql/build.ts';

jest.setTimeout(120_000);

const DEMO_KEY = 'demo-public-2026-03-01-abc123';
const MAIN = join(import.meta.dirname, '../../gateway/main.ts');

let dataDir: string;
/** The explorer's bundle, made once: at a stop, a start waits for the bundle that it makes. */
let bundles: string;
beforeAll(async () => {
  bundles = await mkdtemp(join(tmpdir(), 'explorer-'));
  await buildGraphiql(bundles);
});
afterAll(() => rm(bundles, { recursive: true }));
const started: ChildProcess[] = [];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'start-'));
  await chmod(dataDir, 0o711); // root's stand-in has to pass
});
afterEach(async () => {
  for (const child of started.splice(0)) await stop(child);
  for (const { id } of await serversOfDataDir()) killIfAlive(id); // what a failing test left
  await rm(dataDir, { recursive: true });
});

interface Running {
  child: ChildProcess;
  banner: string;
  url: string;
}

/** What `npm start` hands over to, on a port of its own. */
function run(changes: Readonly<Record<string, string>> = {}): ChildProcess {
  const settings = {
    DATA_DIR: dataDir,
    GRAPHIQL_DIR: bundles,
    PORT: '0',
    FEEDS: 'off',
    LOG_LEVEL: 'error',
    ...changes,
  };
  const child = spawn(process.execPath, [MAIN], { env: { PATH: process.env.PATH, ...settings } });
  started.push(child);
  return child;
}

async function start(): Promise<Running> {
  const child = run();
  let banner = '';
  for await (const chunk of child.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    banner += chunk;
    if (banner.includes('curl')) break;
  }
  const url = /http:\S+\/graphql/.exec(banner)?.[0];
  if (!url) throw new Error(`It did not start: ${await text(child.stderr as NonNullable<typeof child.stderr>)}`);
  return { child, banner, url };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

async function ask(url: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': DEMO_KEY },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  return response.json();
}
const ANSWER = { data: { __typename: 'Query' } };

/** All processes that name the data directory, as the servers do that a start brings up. */
async function serversOfDataDir(): Promise<{ id: number; command: string }[]> {
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const processes = ids.map(async (id) => ({
    id: Number(id),
    command: (await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' '),
  }));
  return (await Promise.all(processes)).filter(({ command }) => command.includes(dataDir));
}
const POSTGRES = { id: expect.any(Number), command: expect.stringContaining('postgres') };
function killIfAlive(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

const onLinux = process.platform === 'linux' ? test : test.skip;

test('a first start says all that a newcomer needs in under 15 lines, and answers', async () => {
  const { banner, url } = await start();
  expect(banner.split('\n').length).toBeLessThan(15);
  expect(banner).toContain(DEMO_KEY);
  expect(banner).toMatch(/admin key +admin-\S{32}/);
  expect(banner).toMatch(/GraphiQL +http:\/\/localhost:\d+\/\n/);
  expect(await ask(url)).toEqual(ANSWER);
});

test('a second start answers its first query within 5 seconds', async () => {
  await stop((await start()).child);
  const before = performance.now();
  const { url } = await start();
  expect(await ask(url)).toEqual(ANSWER);
  expect(performance.now() - before).toBeLessThan(5_000);
});

onLinux.each(['SIGINT', 'SIGTERM'] as const)('%s stops everything that was started', async (signal) => {
  const { child } = await start();
  expect(await serversOfDataDir()).toContainEqual(POSTGRES);
  await stop(child, signal);
  expect(child.exitCode).toBe(0);
  expect(await serversOfDataDir()).toEqual([]);
});

onLinux('a signal may come while starting, and more than once, as from a terminal and again from npm', async () => {
  const child = run();
  const exited = once(child, 'exit');
  for await (const { filename } of watch(dataDir)) if (filename === 'postgres') break;
  for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM'] as const) child.kill(signal);
  await exited;
  expect(child.exitCode).toBe(0);
  expect(await serversOfDataDir()).toEqual([]);
});

onLinux('a kill -9 leaves nothing that prevents the next start, and that one stops what was left over', async () => {
  await stop((await start()).child, 'SIGKILL');
  expect(await serversOfDataDir()).toContainEqual(POSTGRES);
  const { child, url } = await start();
  expect(await ask(url)).toEqual(ANSWER);
  await stop(child);
  expect(await serversOfDataDir()).toEqual([]);
});

test('a second start on the same data is refused while the first one runs, and does it no harm', async () => {
  const { url } = await start();
  const second = run();
  const [reason] = await Promise.all([text(second.stderr as NonNullable<typeof second.stderr>), once(second, 'exit')]);
  expect(second.exitCode).toBe(1);
  expect(reason).toContain(dataDir);
  expect(reason).toContain('DATA_DIR');
  expect(await ask(url)).toEqual(ANSWER);
});

test('a taken port is refused with what to do about it', async () => {
  const { url } = await start();
  const { port } = new URL(url);
  const second = run({ PORT: port, DATA_DIR: join(dataDir, 'second') });
  const [reason] = await Promise.all([text(second.stderr as NonNullable<typeof second.stderr>), once(second, 'exit')]);
  expect(second.exitCode).toBe(1);
  expect(reason).toContain(`Port ${port} is taken.`);
});
