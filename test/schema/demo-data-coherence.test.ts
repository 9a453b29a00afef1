import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { loadDemoData } from '../../sql/demo/load.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { RULES, TRANSLATION_RULES, UNTIL } from './demo-data-rules.ts';

const FILE = join(import.meta.dirname, '../../../shared/dictionary/trinity-beast.json');

let scratch: TestDatabase;
let client: Client;
beforeAll(async () => {
  scratch = await createTestDatabase();
  await loadDemoData(scratch, { usage: 60_000, until: UNTIL });
  client = new Client({ connectionString: scratch.url });
  await client.connect();
  await client.query('SET TimeZone = UTC');
}, 120_000);
afterAll(async () => {
  await client.end();
  await scratch.drop();
});

/** The first few rows of `query`. */
async function found(query: string): Promise<unknown[]> {
  return (await client.query(`SELECT * FROM (${query}) AS offenders LIMIT 5`)).rows;
}

/** Table, column, and what it refers to. References to api_keys as such are by id, written as text (dictionary TB-27). */
const REFERENCES = [
  ['api_keys', 'tier', 'rate_limit_template.tier'],
  ['transactions', 'user_id', 'users.id'],
  ['transactions', 'api_key', 'api_keys.id'], // by id, where the dictionary still says by key (TB-27)
  ['monthly_report_counts', 'api_key', 'api_keys.api_key'],
  ['report_usage_logs', 'api_key_id', 'api_keys'],
  ['usage_logs', 'user_id', 'users.id'],
  ['usage_logs', 'api_key_id', 'api_keys'],
  ['exchange_asset_map', 'exchange_name', 'exchange_feeds.exchange_name'],
  ['exchange_asset_map', 'category', 'asset_categories.category_name'],
  ['email_drafts', 'template_id', 'email_templates.id'],
  ['email_drafts', 'sender_id', 'email_senders.id'],
  ['email_translations', 'template_name', 'email_templates.name'],
  ['partner_applications', 'api_key_id', 'api_keys.id'],
  ['webhook_subscriptions', 'tier', 'rate_limit_template.tier'],
  ['translation_jobs', 'retry_of', 'translation_jobs.job_id'],
  ['translation_jobs', 'model', 'bedrock_model_catalog.friendly_name'],
  ['translation_job_events', 'job_id', 'translation_jobs.job_id'],
  ['translation_quotes', 'api_key_id', 'api_keys'],
  ['translation_quotes', 'model', 'bedrock_model_catalog.friendly_name'],
  ['translation_quotes', 'job_id', 'translation_jobs.job_id'],
  ['language_profiles', 'model_override', 'bedrock_model_catalog.friendly_name'],
] as const;
/** Tiers that keys have without a row of limits: they are held to the free one (dictionary TB-11, TB-12). */
const TIERS_WITHOUT_LIMITS = `'stress', 'standard'`;

describe('what refers to something', () => {
  test.each(REFERENCES)('%s.%s finds its %s', async (table, column, target) => {
    const [parent, key = 'id'] = target.split('.');
    const { rows } = await client.query(`SELECT count(${column})::integer AS set FROM ${table}`);
    expect(rows[0].set).toBeGreaterThan(0);
    const excused = table === 'api_keys' ? `AND ${column} NOT IN (${TIERS_WITHOUT_LIMITS})` : '';
    expect(
      await found(`
        SELECT ${column} FROM ${table} AS child WHERE ${column} IS NOT NULL ${excused}
          AND NOT EXISTS (SELECT FROM ${parent} AS parent WHERE parent.${key}::text = child.${column}::text)`),
    ).toEqual([]);
  });

  const documented = existsSync(FILE) ? test : test.skip;
  documented('is every reference of the dictionary (skipped where there is no ../shared)', () => {
    type Table = { name: string; columns: { name: string; logicalReference?: string }[] };
    const { tables }: { tables: Table[] } = JSON.parse(readFileSync(FILE, 'utf8'));
    const references = tables.flatMap(({ name, columns }) =>
      columns.flatMap((column) => (column.logicalReference ? [[name, column.name, column.logicalReference]] : [])),
    );
    const byKey = ['transactions', 'api_key', 'api_keys.api_key'];
    const written = REFERENCES.map((each) => (each[0] === byKey[0] && each[1] === byKey[1] ? byKey : [...each]));
    expect(written.sort()).toEqual(references.sort());
  });
});

describe('rows agree', () => {
  test.each(Object.entries({ ...RULES, ...TRANSLATION_RULES }))('%s', async (_rule, query) => {
    expect(await found(query)).toEqual([]);
  });
});

describe('nobody is real', () => {
  test('every address is one for examples', async () => {
    const addresses = `SELECT email FROM users UNION SELECT donor_email FROM transactions
      UNION SELECT email FROM support_tickets UNION SELECT contact_email FROM partner_applications
      UNION SELECT email FROM demo_leads UNION SELECT email FROM newsletter_subscribers
      UNION SELECT customer_email FROM translation_tasks
      UNION SELECT jsonb_array_elements_text(recipients::jsonb) FROM email_drafts`;
    expect(await found(`SELECT * FROM (${addresses}) AS all_of_them WHERE email !~ '@example\\.(com|org)$'`)).toEqual(
      [],
    );
  });
  test('every host is one for documentation', async () => {
    const hosts = `SELECT ip_address::inet AS host FROM usage_logs UNION SELECT client_ip::inet FROM demo_leads
      UNION SELECT nullif(client_ip, '')::inet FROM support_tickets UNION SELECT udp_endpoint_ip::inet
      FROM webhook_subscriptions`;
    expect(
      await found(`SELECT host FROM (${hosts}) AS hosts
        WHERE NOT host <<= ANY ('{192.0.2.0/24,198.51.100.0/24,2001:db8::/32}'::inet[])`),
    ).toEqual([]);
  });
  test('nothing happens after the moment that is counted back from', async () => {
    const { rows } = await client.query(`
      SELECT times.table_name AS "table", times.column_name AS "column" FROM information_schema.columns AS times
      JOIN information_schema.columns AS ids USING (table_schema, table_name)
      JOIN pg_tables ON (schemaname, tablename) = (table_schema, table_name)
      WHERE table_schema = 'public' AND times.data_type LIKE 'timestamp%' AND ids.column_name = 'id'
        AND times.column_name <> 'expires_at'`);
    expect(rows.length).toBeGreaterThan(50);
    for (const { table, column } of rows) {
      // The rows of the seeds are as old as the database.
      const late = `SELECT '${table}.${column}' AS place, "${column}" FROM ${table}
        WHERE id::text ~ '^(de30|19\\d{8}$)' AND "${column}" >= '${UNTIL.toISOString()}'`;
      expect(await found(late)).toEqual([]);
    }
  });
});
