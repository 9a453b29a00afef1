import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Client } from 'pg';
import { DEMO_KEYS, loadDemoData, MOST_USAGE, TABLES } from '../../sql/demo/load.ts';
import { findKey, hashOf } from '../../subgraphs/identity/keys.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { insertFixtures } from '../support/fixtures.ts';

jest.setTimeout(120_000);

const COMMAND = join(import.meta.dirname, '../../sql/demo-data.ts');
const FILE = join(import.meta.dirname, '../../../shared/dictionary/trinity-beast.json');
const UNTIL = new Date('2026-11-01T00:00:00Z');
const NAMES = Object.values(TABLES).flat();

/** Opened anew for each statement, so that no test leaves anything behind for another. */
async function query<Row extends object>({ url }: TestDatabase, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SET TimeZone = UTC');
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** One text for all rows of each table, whatever order they are stored in. */
async function checksums(database: TestDatabase): Promise<Record<string, string>> {
  const columns = NAMES.map(
    (name) => `(SELECT md5(string_agg(row::text, '|' ORDER BY row::text)) FROM ${name} AS row) AS ${name}`,
  );
  return (await query<Record<string, string>>(database, `SELECT ${columns.join(', ')}`))[0] ?? {};
}

let filled: TestDatabase;
beforeAll(async () => {
  filled = await createTestDatabase();
  await loadDemoData(filled.url, { usage: 3_000, until: UNTIL });
});
afterAll(() => filled.drop());

describe('demo data', () => {
  test('leave no table empty', async () => {
    const tables = await query<{ name: string }>(
      filled,
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND NOT starts_with(tablename, 'schema_')
         AND tablename <> 'last_prices' -- the price feeds write it, and would be contradicted
       ORDER BY 1`,
    );
    for (const { name } of tables) {
      expect([name, await query(filled, `SELECT 1 AS row FROM ${name} LIMIT 1`)]).toEqual([name, [{ row: 1 }]]);
    }
    const documented = tables.map(({ name }) => name).filter((name) => name !== 'translation_task_results');
    expect(documented).toEqual([...NAMES].sort());
  });

  test('are enough to page through, where the business would have so many', async () => {
    const ours = await query<{ name: string; rows: number }>(filled, OURS);
    const few = ours.filter(({ rows }) => rows > 0 && rows <= 100).map(({ name }) => name);
    expect(few.sort()).toEqual([
      ...['agent_profiles', 'cron_reset_logs', 'cron_reset_summary', 'email_senders', 'email_templates'],
      ...['email_translations', 'newsletter_templates', 'payment_links'],
    ]);
  });

  test('are the same in every database, and go round what is there', async () => {
    const other = await createTestDatabase();
    try {
      await insertFixtures(other.database);
      await query(
        other,
        `CREATE SCHEMA kept; ${NAMES.map((name) => `CREATE TABLE kept.${name} AS TABLE ${name};`).join('')}`,
      );
      await loadDemoData(other, { usage: 3_000, until: UNTIL });
      for (const name of NAMES) {
        expect([name, await query(other, `TABLE kept.${name} EXCEPT TABLE ${name}`)]).toEqual([name, []]);
        const ours = (table: TestDatabase) =>
          query(
            table,
            `SELECT md5(string_agg(row::text, '|' ORDER BY row::text)) AS sum, count(*) FROM ${name} AS row
            WHERE ${own(name)}`,
          );
        expect([name, await ours(other)]).toEqual([name, await ours(filled)]);
      }
    } finally {
      await other.drop();
    }
  });

  test('are not added twice, whatever moment a second run counts back from', async () => {
    const before = await checksums(filled);
    const { tables, until } = await loadDemoData(filled, { usage: 3_000, until: new Date('2026-12-24T18:00:00Z') });
    expect(until).toEqual(UNTIL);
    expect(Object.entries(tables).filter(([, { added }]) => added !== 0)).toEqual([]);
    expect(await checksums(filled)).toEqual(before);
  });

  test('grow in usage alone, and the counters with it', async () => {
    const more = await createTestDatabase();
    try {
      await loadDemoData(more, { usage: 1_000, until: UNTIL });
      const { tables } = await loadDemoData(more, { usage: 3_000 });
      expect(Object.entries(tables).filter(([, { added }]) => added !== 0)).toEqual([
        ['usage_logs', { added: 2_000, total: 3_000 }],
      ]);
      // As if all had been added at once.
      expect(await checksums(more)).toEqual(await checksums(filled));
    } finally {
      await more.drop();
    }
  });

  test('leave the indexes as they were, also where they are made anew behind many rows', async () => {
    const many = await createTestDatabase();
    const indexes = () => query(many, 'SELECT indexname, indexdef FROM pg_indexes ORDER BY 1');
    try {
      const before = await indexes();
      await loadDemoData(many, { usage: 100_001, until: UNTIL });
      expect(await indexes()).toEqual(before);
      expect(await query(many, 'SELECT count(*)::integer AS rows FROM usage_logs')).toEqual([{ rows: 100_001 }]);
    } finally {
      await many.drop();
    }
  });

  test('keep what an administrator has changed', async () => {
    const own = await createTestDatabase();
    try {
      await loadDemoData(own, { usage: 100, until: UNTIL });
      await query(own, `UPDATE users SET name = 'Edited'; UPDATE api_keys SET current_usage = 77, revoked = true`);
      const before = await checksums(own);
      await loadDemoData(own, { usage: 100, until: UNTIL });
      expect(await checksums(own)).toEqual(before);
    } finally {
      await own.drop();
    }
  });

  test.each([
    ['usage', { usage: -1 }],
    ['usage', { usage: 0.5 }],
    ['usage', { usage: MOST_USAGE + 1 }],
    ['until', { until: new Date('yesterday') }],
  ])('refuse an impossible %s: %j', async (name, options) => {
    await expect(loadDemoData(filled, options)).rejects.toThrow(name);
  });
});

/** What a demo row looks like, whichever its table: its id, or that of its key. */
function own(name: string): string {
  if (name === 'report_count') return `api_key::text LIKE 'de30%'`;
  if (name === 'monthly_report_counts') return `api_key LIKE '%...de30%'`;
  if (KEYED.includes(name)) return 'FALSE';
  return `id::text ~ '^(de30|19\\d{8}$)'`;
}
/** Tables of the seeds, which have a name for a key. */
const KEYED = [
  ...['rate_limit_template', 'report_parameters', 'application_parameters'],
  ...['translation_parameters', 'language_profiles'],
];
const OURS = NAMES.map(
  (name) => `SELECT '${name}' AS name, (SELECT count(*)::integer FROM ${name} WHERE ${own(name)}) AS rows`,
).join(' UNION ALL ');

describe('demo keys', () => {
  test('are stored as a hash and a prefix, but for the one from the first year (TB-28)', async () => {
    const plain = await query(filled, `SELECT api_key FROM api_keys WHERE api_key NOT LIKE '%...' || id`);
    expect(plain).toEqual(DEMO_KEYS.filter(({ plain }) => plain).map(({ key }) => ({ api_key: key })));
    const hashed = await query<{ hash: string }>(
      filled,
      'SELECT key_hash AS hash FROM api_keys WHERE key_hash IS NOT NULL',
    );
    expect(hashed.every(({ hash }) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
    expect(new Set(hashed.map(({ hash }) => hash)).size).toBe(hashed.length);
  });

  test('open the door to the accounts that they are said to be of', async () => {
    const own = await createTestDatabase();
    try {
      const { keys } = await loadDemoData(own, { usage: 100 });
      expect(keys.map(({ key }) => key)).toEqual(DEMO_KEYS.map(({ key }) => key));
      for (const { key, owner } of keys) {
        const row = await findKey(own.database, key);
        expect(owner).toContain(`<${row?.email}>`);
      }
      // The first use has turned the old one into a hash, and no later run turns it back.
      await loadDemoData(own, { usage: 100 });
      const legacy = DEMO_KEYS.find(({ plain }) => plain)?.key ?? '';
      const stored = `SELECT 1 FROM api_keys WHERE key_hash = '${hashOf(legacy)}' AND api_key LIKE '%...' || id`;
      expect(await query(own, stored)).toHaveLength(1);
    } finally {
      await own.drop();
    }
  });
});

const documented = existsSync(FILE) ? test : test.skip;
documented('every documented value occurs (skipped where there is no ../shared)', async () => {
  type Column = { name: string; type: string; allowedValues?: string[]; exampleValues?: string[] };
  const { tables }: { tables: { name: string; columns: Column[] }[] } = JSON.parse(readFileSync(FILE, 'utf8'));
  const ours = await query<{ name: string; rows: number }>(filled, OURS);
  const filledHere = new Set(ours.filter(({ rows }) => rows > 0).map(({ name }) => name));
  const missing: string[] = [];
  for (const { name, columns } of tables) {
    if (!filledHere.has(name)) continue; // the seeds' business
    for (const { name: column, allowedValues, exampleValues } of columns) {
      const values = allowedValues ?? exampleValues;
      if (!values || column === 'ticket_number') continue; // the example of a number is no value to choose
      const rows = await query<{ value: string }>(filled, `SELECT DISTINCT "${column}"::text AS value FROM ${name}`);
      const present = new Set(rows.map(({ value }) => value));
      missing.push(...values.filter((value) => !present.has(value)).map((value) => `${name}.${column} ${value}`));
    }
  }
  expect(missing).toEqual([]);
});

interface Outcome {
  code: number;
  out: string;
  err: string;
}

describe('npm run demo-data', () => {
  let target: TestDatabase;
  beforeAll(async () => {
    target = await createTestDatabase();
  });
  afterAll(() => target.drop());

  function run(args: string[], changes: Record<string, string> = {}): Promise<Outcome> {
    const env = { PATH: process.env.PATH, DATABASE_URL: target.url, ...changes };
    return new Promise((resolve) => {
      execFile(process.execPath, [COMMAND, ...args], { env }, (error, out, err) =>
        resolve({ code: Number(error?.code ?? 0), out, err }),
      );
    });
  }
  const users = () => query(target, 'SELECT 1 FROM users');

  test('refuses in production, and says why', async () => {
    const { code, err } = await run([], { NODE_ENV: 'production' });
    expect(code).toBe(1);
    expect(err).toMatch(/NODE_ENV=production.*keys.*--force/);
    expect(await users()).toEqual([]);
  });

  test.each([[['--usage', 'many']], [['--until', 'tomorrow']], [['--until', '2026-11-01T00:00']], [['--all']]])(
    'does not guess what %j means',
    async (args) => {
      const { code, err } = await run(args);
      expect(code).toBe(1);
      expect(err).toMatch(/Usage|Unknown option/);
      expect(await users()).toEqual([]);
    },
  );

  test('tells what it made, in fewer than 20 lines, and gives keys to try', async () => {
    const { code, out, err } = await run(['--usage', '1000', '--until', '2026-11-01', '--force'], {
      NODE_ENV: 'production',
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n').length).toBeLessThan(20);
    expect(out).toContain('counted back from 2026-11-01 00:00 UTC');
    for (const name of NAMES) expect(out).toMatch(new RegExp(`\\b${name} [\\d,]+`));
    expect(out).toContain('usage_logs 1,000,');
    expect(out).toMatch(/demo-pro-\w+ +.+@example\.com/);
  });
});
