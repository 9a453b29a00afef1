import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SUBGRAPHS } from '../../subgraphs/index.ts';
import { imageEnvironment, ROOT, readCompose } from '../support/compose.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { emptyValkey } from '../support/services.ts';

/** The containers of docker-compose.yml as processes: same programs, same environment, but for addresses and ports. */
const SETTINGS = {
  GATEWAY_SECRET: 'a-secret-of-the-gateway-for-this-test',
  ADMIN_API_KEY: 'an-admin-key-for-this-test',
  POSTGRES_PASSWORD: 'a-password-for-this-test',
  FEEDS: 'simulate',
  LOG_LEVEL: 'error',
};
const services = readCompose(SETTINGS);
const valkey = await emptyValkey();
const names = SUBGRAPHS.map(({ name }) => name);

interface Running {
  child: ChildProcess;
  /** The port that it says to listen on. */
  port: Promise<string>;
}

let database: TestDatabase;
let directory: string;
const running = new Map<string, Running>();

/** Starts a service; `addresses` stand in for what its settings say. */
function start(name: string, addresses: Readonly<Record<string, string>>): Running {
  const { command = [], environment = {} } = services[name] ?? {};
  const [, program = '', ...args] = command;
  const settings = Object.entries(environment).map(([setting, value]) => [
    setting,
    addresses[setting] ?? String(value),
  ]);
  const child = spawn(process.execPath, [join(ROOT, program), ...args], {
    cwd: directory,
    env: { ...imageEnvironment(), ...Object.fromEntries(settings) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const address = /http:\/\/[\w.]+:(\d+)/.exec(said);
      if (address?.[1]) resolve(address[1]);
    });
    child.once('exit', (code) => reject(new Error(`${name} ended with code ${code}: ${said}`)));
  });
  port.catch(() => {}); // whoever waits for it is told
  running.set(name, { child, port });
  return { child, port };
}

/** The exit code. */
async function end({ child }: Running): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
  return child.exitCode;
}

async function ask(query: string) {
  const response = await fetch(`http://localhost:${await running.get('gateway')?.port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-admin-key': SETTINGS.ADMIN_API_KEY },
    body: JSON.stringify({ query }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: what a query asks for is known to the test alone
  return (await response.json()) as { data: any; errors?: { path: string[]; extensions: { code: string } }[] };
}

const describeWithValkey = valkey ? describe : describe.skip;
describeWithValkey(
  `the parts, each a process${valkey ? '' : ' (neither valkey-server nor redis-server is on PATH)'}`,
  () => {
    beforeAll(async () => {
      directory = mkdtempSync(join(tmpdir(), 'compose-'));
      database = await createTestDatabase({ empty: true });
      const storage = { DATABASE_URL: database.url, VALKEY_URL: valkey ?? '', PORT: '0' };
      const [code] = await once(start('migrate', storage).child, 'exit');
      expect(code).toBe(0);
      const started = names.map((name) => start(name, storage));
      const addresses = await Promise.all(
        started.map(async ({ port }, index) => [
          `${names[index]?.toUpperCase()}_URL`,
          `http://localhost:${await port}/graphql`,
        ]),
      );
      await start('gateway', { ...Object.fromEntries(addresses), PORT: '0' }).port;
    }, 120_000);

    afterAll(async () => {
      await Promise.all([...running.values()].map(end));
      await database?.drop();
      rmSync(directory, { recursive: true, force: true });
    }, 60_000);

    test('answer their health checks, as the image asks for them', async () => {
      for (const name of [...names, 'gateway']) {
        const [, program, ...args] = services[name]?.healthcheck?.test ?? [];
        expect(program).toBe('node');
        const env = { PORT: await running.get(name)?.port };
        const [code] = await once(spawn(process.execPath, args, { env, stdio: 'inherit' }), 'exit');
        expect(code).toBe(0);
      }
      const [, , ...args] = services.gateway?.healthcheck?.test ?? [];
      const [code] = await once(spawn(process.execPath, args, { env: { PORT: '1' }, stdio: 'ignore' }), 'exit');
      expect(code).not.toBe(0);
    });

    test('answer one query together, entities across three of them included', async () => {
      const { data, errors } = await ask(`{
      apiKeys(first: 1) { nodes { name plan { __typename } usageLogs(first: 1) { nodes { id } } } }
      tierPlans(first: 1) { nodes { __typename } }
      assets(first: 1) { nodes { symbol } }
      newsletters(first: 1) { nodes { __typename } }
      supportTickets(first: 1) { nodes { __typename } }
      usageLogs(first: 1) { nodes { __typename } }
      translationJobs(first: 1) { nodes { __typename } }
    }`);
      expect(errors).toBeUndefined();
      expect(data.apiKeys.nodes).toMatchObject([{ name: 'Public demo', usageLogs: { nodes: [] } }]);
      expect(data.tierPlans.nodes).toEqual([{ __typename: 'TierPlan' }]);
      expect(data.assets.nodes).toHaveLength(1);
    });

    test('the feeds of pricing reach the gateway', async () => {
      const query = '{ price(asset: "BTC") { price source } }';
      let price = (await ask(query)).data.price;
      while (price.price === null) {
        await delay(50);
        price = (await ask(query)).data.price;
      }
      expect(price).toEqual({
        price: expect.stringMatching(/^\d+(\.\d+)?$/),
        source: expect.stringMatching(/simulated/i),
      });
    });

    test('a part that is gone costs its own fields', async () => {
      await end(running.get('support') as Running);
      const { data, errors } = await ask('{ supportTickets { nodes { id } } assets(first: 1) { nodes { symbol } } }');
      expect(data).toMatchObject({ supportTickets: null, assets: { nodes: [{}] } });
      expect(errors).toMatchObject([{ path: ['supportTickets'], extensions: { code: 'DOWNSTREAM_SERVICE_ERROR' } }]);
    });

    test('all end well when told to', async () => {
      running.delete('migrate');
      expect(await Promise.all([...running.values()].map(end))).toEqual([...running].map(() => 0));
    });
  },
);
