import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { camelCase, sql } from '../../platform/database.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

/**
 * A row that says which table it is of: `z.object({...}).meta({ table, secrets })`. A field with `.meta({ withheld: true })`
 * is null for some viewers, or some values, though its column never is.
 */
interface TableRow {
  subgraph: string;
  table: string;
  secrets: string[];
  fields: Record<string, z.core.$ZodType>;
}

const SUBGRAPHS = join(import.meta.dirname, '../../subgraphs');

const FOLDERS = readdirSync(SUBGRAPHS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

async function tableRows(): Promise<TableRow[]> {
  const modules = FOLDERS.map(async (subgraph) => {
    const exported = Object.values(await import(join(SUBGRAPHS, subgraph, 'rows.ts')));
    return exported.flatMap((row) => {
      if (!(row instanceof z.ZodObject)) return [];
      const { table, secrets = [] } = (row.meta() ?? {}) as { table?: string; secrets?: string[] };
      return table ? [{ subgraph, table, secrets, fields: row.shape }] : [];
    });
  });
  return (await Promise.all(modules)).flat();
}

/** What the parsers of `platform/database.ts` make of each type; whatever is not listed is text. */
const KINDS: Record<string, string> = {
  bool: 'boolean',
  int2: 'number',
  int4: 'number',
  float4: 'number',
  float8: 'number',
  json: 'unknown',
  jsonb: 'unknown',
  _text: 'array',
};

const Column = z.object({ table: z.string(), column: z.string(), type: z.string(), nullable: z.boolean() });

let scratch: TestDatabase;
let columns: readonly z.output<typeof Column>[];
const rows = await tableRows();
beforeAll(async () => {
  scratch = await createTestDatabase();
  columns = await scratch.database.any(sql.type(Column)`
    SELECT table_name AS table, column_name AS column, udt_name AS type, is_nullable = 'YES' AS nullable
    FROM information_schema.columns WHERE table_schema = 'public'`);
});
afterAll(() => scratch.drop());

test('every subgraph says which tables its rows are of', () => {
  expect([...new Set(rows.map(({ subgraph }) => subgraph))]).toEqual(FOLDERS);
});

test.each(rows)('$subgraph: the row of $table has its columns, and each its type', ({ table, secrets, fields }) => {
  const stored = columns.filter((column) => column.table === table && !secrets.includes(column.column));
  const expected = stored.map(({ column, type, nullable }) => [camelCase(column), KINDS[type] ?? 'string', nullable]);
  const declared = Object.entries(fields)
    .filter(([, field]) => !z.globalRegistry.get(field)?.computed)
    .map(([name, field]) => {
      const withheld = Boolean(z.globalRegistry.get(field)?.withheld);
      const nullable = z.safeParse(field, null).success !== withheld;
      const kind = kindOf(field);
      // A double that is read as text keeps its digits; a jsonb column may hold the JSON value null either way.
      const double = stored.some(({ column, type }) => camelCase(column) === name && type === 'float8');
      const storedAsNullable = stored.find(({ column }) => camelCase(column) === name)?.nullable;
      return [name, double && kind === 'string' ? 'number' : kind, kind === 'unknown' ? storedAsNullable : nullable];
    });
  expect(declared.sort()).toEqual(expected.sort());
});

test.each(rows)('$subgraph: what $table keeps secret is in no row', ({ secrets, fields }) => {
  expect(secrets.map(camelCase).filter((field) => field in fields)).toEqual([]);
});

function kindOf(field: z.core.$ZodType): string {
  if (field instanceof z.ZodNullable) return kindOf(field.unwrap());
  return field._zod.def.type;
}
