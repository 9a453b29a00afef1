/** What holds for all seeds: they run at any time, change nothing that exists, and agree with the data dictionary. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createSeededDatabase, type Row, type SeededDatabase } from './seeds-support.ts';

const FILES = readdirSync(join(import.meta.dirname, '../../sql/seed')).filter((name) => name.endsWith('.sql'));
const DICTIONARY = join(import.meta.dirname, '../../../shared/dictionary/trinity-beast.json');

/** Each seeded table with the column that its rows are recognised by, and one that an administrator may edit. */
const TABLES: Record<string, { key: string; edited: string }> = {
  agent_profiles: { key: 'name', edited: 'role' },
  api_key_groups: { key: 'name', edited: 'display_name' },
  application_parameter_profiles: { key: 'profile_name', edited: 'description' },
  application_parameters: { key: 'key', edited: 'value' },
  asset_categories: { key: 'category_name', edited: 'description' },
  bedrock_model_catalog: { key: 'friendly_name', edited: 'notes' },
  email_senders: { key: 'email', edited: 'display_name' },
  email_templates: { key: 'name', edited: 'content' },
  email_translations: { key: 'template_name', edited: 'field_value' },
  error_messages: { key: 'message_key', edited: 'message' },
  exchange_asset_map: { key: 'asset', edited: 'exchange_symbol' },
  exchange_feeds: { key: 'exchange_name', edited: 'ws_endpoint' },
  language_profiles: { key: 'lang_code', edited: 'notes' },
  newsletter_templates: { key: 'name', edited: 'content' },
  rate_limit_template: { key: 'tier', edited: 'description' },
  report_parameters: { key: 'key', edited: 'value' },
  tier_catalog: { key: 'tier', edited: 'summary' },
  translation_parameters: { key: 'key', edited: 'value' },
};

let seeded: SeededDatabase;
beforeEach(async () => {
  seeded = await createSeededDatabase();
});
afterEach(() => seeded.drop());

async function everything(): Promise<Record<string, Row[]>> {
  const tables = await seeded.filledTables();
  const rows: [string, Row[]][] = [];
  for (const table of tables) rows.push([table, await seeded.rows(table)]);
  return Object.fromEntries(rows);
}

/** Without what each insertion makes anew. */
function content(rows: Row[]): string[] {
  const made = /^(id|agent_profile_id|payload|\w+_at)$/;
  return rows.map((row) => JSON.stringify(Object.entries(row).filter(([column]) => !made.test(column)))).sort();
}

describe('the seeds', () => {
  test('fill the tables that every installation needs', async () => {
    expect(await seeded.filledTables()).toEqual([...Object.keys(TABLES), 'agent_profile_events'].sort());
  });

  test('change nothing when they run again', async () => {
    const before = await everything();
    expect(await seeded.reseed()).toBe(FILES.length);
    expect(await everything()).toEqual(before);
  });

  test('leave alone what an administrator edited', async () => {
    for (const [table, { edited }] of Object.entries(TABLES)) {
      await seeded.client.query(`UPDATE ${table} SET ${edited} = 'ours'`);
    }
    await seeded.client.query(`UPDATE bedrock_model_catalog SET enabled = NOT enabled, blocked = true, priority = 7`);
    await seeded.client.query(`UPDATE tier_catalog SET price_cents = 12345, published = NOT published`);
    await seeded.client.query(`UPDATE api_key_groups SET enabled = false, is_billing_exempt = NOT is_billing_exempt`);
    const before = await everything();
    await seeded.reseed();
    expect(await everything()).toEqual(before);
  });

  test('bring back what was deleted, and leave its like alone', async () => {
    const before = await everything();
    await seeded.client.query('DELETE FROM agent_profile_events');
    for (const table of Object.keys(TABLES)) await seeded.client.query(`DELETE FROM ${table}`);
    expect(await seeded.filledTables()).toEqual([]);
    await seeded.reseed();
    const after = await everything();
    expect(Object.keys(after)).toEqual(Object.keys(before));
    for (const [table, rows] of Object.entries(before)) expect(content(after[table] ?? [])).toEqual(content(rows));
  });

  test('do not stumble over rows that were renamed', async () => {
    for (const [table, { key }] of Object.entries(TABLES)) {
      const renamed = key === 'lang_code' ? `'x' || ${key}` : `${key} || ' (old)'`;
      await seeded.client.query(`UPDATE ${table} SET ${key} = ${renamed}`);
    }
    const before = await everything();
    await seeded.reseed();
    const after = await everything();
    for (const [table, rows] of Object.entries(before)) expect(after[table]).toEqual(expect.arrayContaining(rows));
    await seeded.reseed();
    expect(await everything()).toEqual(after);
  });

  test('give a group of the administrator an id of its own, and never that of a deleted one', async () => {
    const add = async (name: string): Promise<number> =>
      (
        await seeded.client.query(`INSERT INTO api_key_groups (name, display_name) VALUES ($1, $1) RETURNING id`, [
          name,
        ])
      ).rows[0].id;
    const first = await add('ours');
    expect(first).toBe(7);
    await seeded.client.query(`DELETE FROM api_key_groups WHERE id = $1`, [first]);
    await seeded.reseed();
    expect(await add('another')).toBeGreaterThan(first);
  });
});

if (!existsSync(DICTIONARY)) {
  test.skip('the seeds agree with the data dictionary (skipped: there is no ../shared/dictionary)', () => {});
} else {
  interface Column {
    name: string;
    allowedValues?: string[];
    logicalReference?: string;
  }
  const { tables }: { tables: { name: string; columns: Column[]; seedRows: { values: Row }[] }[] } = JSON.parse(
    readFileSync(DICTIONARY, 'utf8'),
  );
  const named = tables.filter(({ name }) => name in TABLES);
  const columnsWith = (property: 'allowedValues' | 'logicalReference') =>
    named.flatMap(({ name, columns }) =>
      columns.filter((column) => column[property]).map((column) => ({ table: name, column })),
    );

  describe('the seeds and the data dictionary', () => {
    test('have the same rows, where it lists them', async () => {
      const listed = named.filter(({ seedRows }) => seedRows.length > 0);
      expect(listed.map(({ name }) => name)).toEqual(['api_key_groups', 'rate_limit_template']);
      for (const { name, seedRows } of listed) {
        // How a group is described is prose; what it does is not.
        const facts = seedRows.map(({ values: { description, ...values } }) => expect.objectContaining(values));
        const rows = await seeded.rows(name);
        expect(rows).toHaveLength(facts.length);
        expect(rows).toEqual(expect.arrayContaining(facts));
      }
    });

    test('know the same values', async () => {
      const columns = columnsWith('allowedValues');
      expect(columns.length).toBeGreaterThan(10);
      for (const { table, column } of columns) {
        const used = new Set((await seeded.rows(table)).map((row) => row[column.name]));
        const strange = [...used].filter((value) => value !== null && !column.allowedValues?.includes(value));
        expect({ table, column: column.name, strange }).toEqual({ table, column: column.name, strange: [] });
      }
    });

    test('refer to rows that exist', async () => {
      const columns = columnsWith('logicalReference');
      expect(columns.length).toBeGreaterThan(1);
      for (const { table, column } of columns) {
        const [target = '', targetColumn = ''] = column.logicalReference?.split('.') ?? [];
        const known = new Set((await seeded.rows(target)).map((row) => row[targetColumn]));
        const lost = (await seeded.rows(table))
          .map((row) => row[column.name])
          .filter((value) => value !== null && !known.has(value));
        expect({ table, column: column.name, lost }).toEqual({ table, column: column.name, lost: [] });
      }
    });
  });
}
