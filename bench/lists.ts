/**
 * `npm run bench:lists [-- 1000000]`: how long the first and the hundredth page of every list take over demo data with
 * that many rows of usage, asked of the whole gateway as an administrator and as a customer. The median of five counts.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { createLog } from '../platform/log.ts';
import { migrate } from '../platform/migrations.ts';
import { DEMO_KEYS, loadDemoData } from '../sql/demo/load.ts';
import { LISTS, NESTED } from '../test/support/lists.ts';
import { startChild } from './child.ts';

const USAGE = Number(process.argv[2] ?? 1_000_000);
/** `npm run bench:lists -- 1000000 usageLogs` measures the lists whose name begins so. */
const ONLY = process.argv[3] ?? '';
const PAGES = 100;
const TIMES = 5;
const ADMIN_API_KEY = 'the-administrator-of-a-measurement';
const CALLERS = { administrator: { 'x-admin-key': ADMIN_API_KEY }, customer: { 'x-api-key': DEMO_KEYS[0].key } };

const write = (text: string): void => void process.stdout.write(`${text}\n`);
const dataDir = mkdtempSync(join(tmpdir(), 'trinity-lists-'));
chmodSync(dataDir, 0o711); // Postgres may have to run as another account
const log = createLog('warn');
const stops: (() => Promise<unknown> | unknown)[] = [() => rmSync(dataDir, { recursive: true, force: true })];

try {
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  stops.push(() => postgres.stop());
  await migrate(postgres.url);
  const startedAt = performance.now();
  const { tables } = await loadDemoData(postgres.url, { usage: USAGE });
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  write(`${tables.usage_logs?.total.toLocaleString('en')} rows of usage, loaded in ${seconds} s; milliseconds:`);
  const gateway = await startChild('ours.ts', {
    ...{ NODE_ENV: 'development', LOG_LEVEL: 'error', HOST: '127.0.0.1', PORT: '0', FEEDS: 'off' },
    ...{ DATA_DIR: dataDir, DATABASE_URL: postgres.url, ADMIN_API_KEY },
  });
  stops.push(() => gateway.stop());
  await measureAll(`http://127.0.0.1:${gateway.port}/graphql`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
} finally {
  for (const stop of stops.reverse()) await stop();
}

type Caller = keyof typeof CALLERS;

async function measureAll(url: string): Promise<void> {
  // biome-ignore lint/suspicious/noExplicitAny: what is asked for is found in the schema
  async function ask(caller: Caller, query: string, variables: object = {}): Promise<any> {
    const headers = { 'content-type': 'application/json', ...CALLERS[caller] };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    return response.json();
  }

  async function median(caller: Caller, query: string, variables: object): Promise<number> {
    const taken: number[] = [];
    for (let time = 0; time < TIMES; time++) {
      const startedAt = performance.now();
      await ask(caller, query, variables);
      taken.push(performance.now() - startedAt);
    }
    return taken.sort((one, other) => one - other)[Math.floor(TIMES / 2)] as number;
  }

  const results: { what: string; first: number; last?: { page: number; taken: number } }[] = [];
  for (const { name, orders } of LISTS.filter((list) => list.name.startsWith(ONLY))) {
    for (const orderBy of orders) {
      for (const caller of Object.keys(CALLERS) as Caller[]) {
        const query = `query ($after: String) { ${name}(first: 20, after: $after, orderBy: ${orderBy}) {
          nodes { __typename } pageInfo { endCursor hasNextPage } } }`;
        let after: string | null = null;
        let page = 1;
        for (; page < PAGES; page++) {
          const { data, errors }: Awaited<ReturnType<typeof ask>> = await ask(caller, query, { after });
          if (errors || !data[name].pageInfo.hasNextPage) break;
          after = data[name].pageInfo.endCursor;
        }
        if (page === 1 && (await ask(caller, query)).errors) continue; // not for this caller
        const what = `${name} ${orderBy}, ${caller}`;
        const first = await median(caller, query, {});
        results.push({ what, first, last: { page, taken: await median(caller, query, { after }) } });
      }
    }
  }
  for (const { parents, list } of NESTED.filter((each) => each.list.name.startsWith(ONLY))) {
    const query = `{ ${parents.name}(first: 50) { nodes { ${list.name}(first: 20) { nodes { __typename } } } } }`;
    results.push({ what: `50 × ${parents.name} { ${list.name} }`, first: await median('administrator', query, {}) });
  }

  const worst = ({ first, last }: (typeof results)[number]) => Math.max(first, last?.taken ?? 0);
  results.sort((one, other) => worst(other) - worst(one));
  for (const { what, first, last } of results) {
    const further = last && last.page > 1 ? `${last.taken.toFixed(1)} (page ${last.page})` : '';
    write(`${first.toFixed(1).padStart(7)}  ${further.padStart(20)}  ${what}`);
  }
  write(`${results.length} measured, ${results.filter((each) => worst(each) >= 50).length} of them take 50 ms or more`);
}
