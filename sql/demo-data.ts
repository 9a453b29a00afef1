/** `npm run demo-data -- [--usage N] [--until 2026-11-01] [--force]`, on DATABASE_URL or else on the embedded database. */
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { readEnvironment } from '../platform/environment.ts';
import { createLog } from '../platform/log.ts';
import { migrate } from '../platform/migrations.ts';
import { DEFAULT_USAGE, type DemoData, type DemoDataOptions, loadDemoData, MOST_USAGE, TABLES } from './demo/load.ts';

const MOST = MOST_USAGE.toLocaleString('en');
const USAGE = `Usage: npm run demo-data -- [--usage 0 to ${MOST}] [--until 2026-11-01] [--force]`;
/** Keys to try, of those whose text is known. */
const SHOWN_KEYS = 3;

function readArguments(args: string[]): DemoDataOptions & { force: boolean } {
  const options = { usage: { type: 'string' }, until: { type: 'string' }, force: { type: 'boolean' } } as const;
  const { usage = String(DEFAULT_USAGE), until, force = false } = parseArgs({ args, options }).values;
  if (!/^\d+$/.test(usage)) throw new Error(USAGE);
  // A date, or a time with its zone: a time without one would mean another moment on every machine.
  if (until !== undefined && !/^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(until)) throw new Error(USAGE);
  return { usage: Number(usage), force, ...(until === undefined ? {} : { until: new Date(until) }) };
}

function report({ until, tables, keys }: DemoData, asked: Date | undefined): string {
  const added = Object.values(tables).reduce((sum, table) => sum + table.added, 0);
  const moment = `${until.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const kept = asked && asked.getTime() !== until.getTime() ? ', as an earlier run was' : '';
  const lines = Object.entries(TABLES).map(([subgraph, names]) => {
    const counted = names.map((name) => {
      const { added, total } = tables[name] ?? { added: 0, total: 0 };
      return `${name} ${added.toLocaleString('en')}${added === total ? '' : ` of ${total.toLocaleString('en')}`}`;
    });
    return `  ${subgraph.padEnd(12)} ${counted.join(', ')}`;
  });
  const shown = keys.slice(0, SHOWN_KEYS).map(({ key, owner, what }) => `  ${key.padEnd(20)} ${owner}: ${what}`);
  return [
    `${added.toLocaleString('en')} rows of demo data added, counted back from ${moment}${kept}.`,
    ...lines,
    'Keys to try, as X-API-Key:',
    ...shown,
    '',
  ].join('\n');
}

async function main(args: string[]): Promise<void> {
  const { force, ...options } = readArguments(args);
  const environment = readEnvironment();
  if (environment.NODE_ENV === 'production' && !force) {
    throw new Error(
      'Not with NODE_ENV=production: demo data bring keys that anybody can read in this project, and customers, ' +
        'payments and usage that never were. Where you want just that, add --force.',
    );
  }
  const log = createLog(environment.LOG_LEVEL);
  const embedded = environment.DATABASE_URL
    ? undefined
    : await startEmbeddedPostgres({ dataDir: environment.DATA_DIR, log });
  try {
    const url = environment.DATABASE_URL ?? embedded?.url ?? '';
    await migrate(url, { log });
    process.stdout.write(report(await loadDemoData(url, options), options.until));
  } finally {
    if (embedded && !embedded.adopted) await embedded.stop();
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
