/**
 * `npm run bench`: how fast the gateway is beside its peers, as ratios. All engines run side by side on this machine
 * over the same Postgres, the same Valkey and the same subgraphs; each takes its turn in every round, and the median
 * round counts.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { createLog } from '../platform/log.ts';
import { migrate } from '../platform/migrations.ts';
import { startPrivateValkey } from '../platform/valkey-server.ts';
import { viewerSigner } from '../platform/vouch.ts';
import { type MeasuredChild, startChild } from './child.ts';
import { BENCH_KEY, prepareData } from './data.ts';
import { check, type Load, measure } from './load.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { table } from './table.ts';

const ROUNDS = Number(process.argv[2] ?? 5);
/** `npm run bench -- 5 price` measures the queries whose name begins so. */
const ONLY = process.argv[3] ?? '';
const SECONDS = 2;

const write = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const dataDir = mkdtempSync(join(tmpdir(), 'trinity-bench-'));
chmodSync(dataDir, 0o711); // Postgres may have to run as another account
const log = createLog('warn');
const stops: (() => Promise<unknown> | unknown)[] = [() => rmSync(dataDir, { recursive: true, force: true })];

interface Engine {
  name: string;
  child: MeasuredChild;
  headers: Record<string, string>;
}

try {
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  stops.push(() => postgres.stop());
  await migrate(postgres.url);
  const valkey = await startPrivateValkey({ dataDir, log });
  if (!valkey) throw new Error('The measurement needs a valkey-server or redis-server on PATH.');
  stops.push(() => valkey.stop());

  const secret = randomBytes(32).toString('hex');
  const supergraph = join(dataDir, 'supergraph.graphql');
  const environment = {
    ...{ NODE_ENV: 'production', LOG_LEVEL: 'warn', HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir },
    ...{ DATABASE_URL: postgres.url, VALKEY_URL: valkey.url, GATEWAY_SECRET: secret },
    BENCH_SUPERGRAPH: supergraph,
  };
  const started = async (file: string, more: Record<string, string> = {}): Promise<MeasuredChild> => {
    const child = await startChild(file, { ...environment, ...more });
    stops.push(() => child.stop());
    return child;
  };

  const ours = await started('ours.ts', { FEEDS: 'simulate' });
  const { assets, viewer } = await prepareData(postgres.url, valkey.url);
  // Signed once for the whole run: the peers neither check keys nor sign, which is in their favour.
  const BENCH_VIEWER = await viewerSigner(secret, { lifetimeSeconds: 3_600 }).sign(viewer);
  await started('subgraphs.ts', { FEEDS: 'off' });
  const engines: Engine[] = [
    { name: 'Trinity', child: ours, headers: { 'x-api-key': BENCH_KEY } },
    { name: '(a) @apollo/gateway', child: await started('peers/apollo.ts', { BENCH_VIEWER }), headers: {} },
    { name: '(b) Hive gateway runtime', child: await started('peers/hive.ts', { BENCH_VIEWER }), headers: {} },
  ];
  const bare: Engine = { name: '(c) node:http, one read', child: await started('peers/bare.ts'), headers: {} };

  write(
    `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}; ${ROUNDS} rounds of ${SECONDS} s, 50 connections`,
  );
  const results: { scenario: Scenario; loads: Map<string, Load[]> }[] = [];
  for (const scenario of scenarios(assets).filter(({ name }) => name.startsWith(ONLY))) {
    const loads = new Map<string, Load[]>();
    const taking = scenario.bare ? [...engines, bare] : engines;
    for (const { child, headers } of taking) {
      await check(child, scenario.bodies, headers);
      await measure(child, scenario.bodies, headers, SECONDS / 2); // warm-up
    }
    for (let round = 0; round < ROUNDS; round++) {
      for (const { name, child, headers } of taking) {
        const load = await measure(child, scenario.bodies, headers, SECONDS);
        loads.set(name, [...(loads.get(name) ?? []), load]);
      }
    }
    results.push({ scenario, loads });
  }
  write(table(results));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
} finally {
  for (const stop of stops.reverse()) await stop();
}
