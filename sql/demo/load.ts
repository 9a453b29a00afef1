/**
 * Demo data: a coherent set of rows in every table, for trying the graph out and for tests that need many rows.
 *
 *     sql/demo/01_tools.sql    what the others build on; they run in the order of their names, in one transaction
 *
 * The same call gives the same rows in every database. What is there stays: rows have fixed ids, and a second run adds
 * nothing, or what is new when it asks for more usage.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { LEVELS, STABLE } from '../../subgraphs/pricing/simulator/levels.ts';

/** Beyond this, keys of the free tier would have made more calls than their month allows. */
export const MOST_USAGE = 5_000_000;
export const DEFAULT_USAGE = 50_000;

/** Who has which tables. The seeds fill those that demo data leave alone. */
export const TABLES = {
  identity: ['users', 'api_keys', 'api_key_groups', 'rate_limit_template', 'agent_profiles', 'agent_profile_events'],
  billing: ['tier_catalog', 'payment_links', 'transactions'],
  pricing: [
    ...['asset_categories', 'exchange_asset_map', 'exchange_feeds'],
    ...['webhook_subscriptions', 'webhook_delivery_log'],
  ],
  messaging: [
    ...['email_senders', 'email_templates', 'email_translations', 'email_drafts'],
    ...['newsletters', 'newsletter_templates', 'newsletter_translations', 'newsletter_subscribers'],
  ],
  support: [
    ...['support_tickets', 'support_replies', 'error_messages'],
    ...['partner_applications', 'demo_leads', 'map_pins'],
  ],
  analytics: [
    ...['usage_logs', 'report_usage_logs', 'report_count', 'monthly_report_counts', 'report_parameters'],
    ...['page_views', 'page_events', 'cron_execution_logs', 'cron_reset_logs', 'cron_reset_summary'],
    ...['application_parameters', 'application_parameter_profiles'],
  ],
  translation: [
    ...['translation_jobs', 'translation_job_events', 'translation_quotes', 'translation_tasks'],
    ...['translation_parameters', 'bedrock_model_catalog', 'language_profiles'],
  ],
} as const;

/** The few demo keys whose text is known, `n` being their number in `02_identity.sql`; all others fit no text. */
export const DEMO_KEYS = [
  { n: 1, key: 'demo-pro-7c1f40', plain: false, what: 'pro tier, with tickets, payments and quotes' },
  { n: 363, key: 'demo-partner-b93e25', plain: false, what: 'partner, without limits' },
  { n: 3, key: 'demo-spent-e5520a', plain: false, what: 'free tier, its month used up' },
  { n: 2001, key: 'demo-webhook-18d7c4', plain: false, what: 'webhook push' },
  // Stored as it is, as keys once were, until its first use (dictionary TB-28).
  { n: 5001, key: 'demo-legacy-f06b9d', plain: true, what: 'from before the groups' },
] as const;

export interface DemoDataOptions {
  /** Rows of `usage_logs`, 0 to `MOST_USAGE`. */
  usage?: number;
  /** What all times are counted back from; by default the last midnight, UTC. */
  until?: Date;
}

export interface DemoKey {
  key: string;
  what: string;
  /** Name and address of the account that the key belongs to. */
  owner: string;
}

export interface DemoData {
  /** What the times are counted back from: that of the first run, whatever a later one asks for. */
  until: Date;
  /** Rows that were added, and rows that are there now, by table. */
  tables: Record<string, { added: number; total: number }>;
  keys: DemoKey[];
}

/**
 * Fills a migrated and seeded database with demo data, refreshes `mv_usage_daily` and the planner's statistics.
 * It knows nothing of production: the command refuses there (`../demo-data.ts`), and no other code should call it.
 * @param database a connection string, or what has one
 * @throws RangeError for `usage` or `until` out of range; Error naming the file and the reason when one fails. Then
 * nothing was added.
 */
export async function loadDemoData(
  database: string | { url: string },
  { usage = DEFAULT_USAGE, until = lastMidnight() }: DemoDataOptions = {},
): Promise<DemoData> {
  if (!Number.isInteger(usage) || usage < 0 || usage > MOST_USAGE) {
    throw new RangeError(`usage must be a whole number from 0 to ${MOST_USAGE.toLocaleString('en')}.`);
  }
  if (Number.isNaN(until.getTime())) throw new RangeError('until must be a date.');
  const client = new Client({ connectionString: typeof database === 'string' ? database : database.url });
  client.on('error', () => {}); // the failing query tells as well
  await client.connect();
  try {
    await client.query('SET TimeZone = UTC; SET statement_timeout = 0; SET lock_timeout = 0');
    await client.query('BEGIN');
    const result = await load(client, usage, until);
    await client.query('COMMIT');
    await tidy(client, result);
    return result;
  } finally {
    await client.end(); // an open transaction is rolled back
  }
}

function lastMidnight(): Date {
  return new Date(new Date().setUTCHours(0, 0, 0, 0));
}

/** Any number, as long as nothing else locks the same one. */
const LOCK = 7_274_102;

async function load(client: Client, usage: number, wanted: Date): Promise<DemoData> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  const until = (await earlierUntil(client)) ?? wanted;
  const before = await counts(client);
  const levels = Object.entries(LEVELS).map(([asset, level], place) => ({
    place,
    asset,
    level,
    stable: STABLE.has(asset),
  }));
  const settings = {
    until: until.toISOString(),
    usage,
    levels: JSON.stringify(levels),
    keys: JSON.stringify(DEMO_KEYS),
  };
  for (const [name, value] of Object.entries(settings)) {
    await client.query('SELECT set_config($1, $2, true)', [`demo.${name}`, String(value)]);
  }
  // A million rows of usage are sorted without files; compiling statements would take longer than it saves.
  await client.query("SET LOCAL work_mem = '256MB'; SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL jit = off");
  for (const name of await files()) await run(client, name);
  const after = await counts(client);
  const tables = Object.fromEntries(
    Object.entries(after).map(([name, total]) => [name, { added: total - (before[name] ?? 0), total }]),
  );
  return { until, tables, keys: await owners(client) };
}

/** What an earlier run counted back from: its first account was made 700 days before. */
async function earlierUntil(client: Client): Promise<Date | undefined> {
  const { rows } = await client.query<{ until: Date }>(
    `SELECT created_at + interval '700 days' AS until FROM users WHERE id = $1`,
    [FIRST_USER],
  );
  return rows[0]?.until;
}

/** `demo_id('user', 1)`. */
const FIRST_USER = 'de30ee11-0000-4000-8000-000000000001';

async function counts(client: Client): Promise<Record<string, number>> {
  const names = Object.values(TABLES).flat();
  const columns = names.map((name) => `(SELECT count(*)::integer FROM ${name}) AS ${name}`);
  const { rows } = await client.query<Record<string, number>>(`SELECT ${columns.join(', ')}`);
  return rows[0] ?? {};
}

async function files(): Promise<string[]> {
  return (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.sql')).sort();
}

async function run(client: Client, name: string): Promise<void> {
  const text = await readFile(join(import.meta.dirname, name), 'utf8');
  try {
    await client.query(text);
  } catch (cause) {
    const { message, position } = cause as { message: string; position?: string };
    const line = position ? `, line ${text.slice(0, Number(position)).split('\n').length}` : '';
    throw new Error(`sql/demo/${name}${line}: ${message}`, { cause });
  }
}

async function owners(client: Client): Promise<DemoKey[]> {
  const { rows } = await client.query<{ n: number; owner: string }>(
    `SELECT known.n, users.name || ' <' || users.email || '>' AS owner
     FROM unnest($1::integer[]) WITH ORDINALITY AS known (n, place)
     JOIN api_keys ON api_keys.id = pg_temp.demo_id('key', known.n) JOIN users ON users.id = user_id ORDER BY place`,
    [DEMO_KEYS.map(({ n }) => n)],
  );
  return rows.flatMap(({ n, owner }) => {
    const known = DEMO_KEYS.find((key) => key.n === n);
    return known ? [{ key: known.key, what: known.what, owner }] : [];
  });
}

/** Outside of the transaction, where VACUUM has to be: it lets the planner read counts from the indexes alone. */
async function tidy(client: Client, { tables }: DemoData): Promise<void> {
  const grown = Object.keys(tables).filter((name) => tables[name]?.added);
  if (grown.length === 0) return;
  await client.query(`VACUUM (ANALYZE) ${grown.join(', ')}`);
  const { rows } = await client.query(`SELECT FROM pg_matviews WHERE matviewname = 'mv_usage_daily' AND ispopulated`);
  await client.query(`REFRESH MATERIALIZED VIEW ${rows.length > 0 ? 'CONCURRENTLY' : ''} mv_usage_daily`);
  await client.query('ANALYZE mv_usage_daily');
}
