import { Client } from 'pg';
import { migrate } from '../../platform/migrations.ts';
import { createTestDatabase } from '../support/database.ts';

/** Columns as Postgres names them; numbers as JSON has them. */
// biome-ignore lint/suspicious/noExplicitAny: rows of any table
export type Row = Record<string, any>;

export interface SeededDatabase {
  client: Client;
  /** All rows of a table, in an order of its content. */
  rows(table: string): Promise<Row[]>;
  /** The names of the tables that hold rows. */
  filledTables(): Promise<string[]>;
  /** Runs every seed once more, as an upgrade does. @returns how many ran. */
  reseed(): Promise<number>;
  drop(): Promise<void>;
}

/** A database with the seeds and nothing else. */
export async function createSeededDatabase(): Promise<SeededDatabase> {
  const own = await createTestDatabase();
  const client = new Client({ connectionString: own.url });
  await client.connect();
  const rows = async (table: string): Promise<Row[]> =>
    (await client.query(`SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY t::text`)).rows.map(({ row }) => row);
  return {
    client,
    rows,
    filledTables: async () => {
      const { rows: tables } = await client.query(
        `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND NOT starts_with(tablename, 'schema_') ORDER BY 1`,
      );
      const filled: string[] = [];
      for (const { tablename } of tables) {
        const { rowCount } = await client.query(`SELECT FROM ${tablename} LIMIT 1`);
        if (rowCount) filled.push(tablename);
      }
      return filled;
    },
    reseed: async () => {
      await client.query('DELETE FROM schema_seeds');
      return (await migrate(own.url)).seeded.length;
    },
    drop: async () => {
      await client.end();
      await own.drop();
    },
  };
}
