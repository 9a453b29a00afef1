import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { connectDatabase, type Database } from '../../platform/database.ts';
import { createLog } from '../../platform/log.ts';
import { testServers } from './environment.ts';

export interface TestDatabase {
  url: string;
  database: Database;
  /** The text of every statement that `database` ran, oldest first. */
  statements: string[];
  /** The same, with what stood for its parameters. */
  ran: { statement: string; values: readonly unknown[] }[];
  drop(): Promise<void>;
}

/** A database of the caller's own, with all migrations and seeds; `empty` for one without either. */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const { administration, template } = testServers();
  const name = `${template}_${randomUUID().slice(0, 8)}`;
  await administer(administration, `CREATE DATABASE ${name} TEMPLATE ${empty ? 'template0' : template}`);
  const address = new URL(administration);
  address.pathname = name;
  const statements: string[] = [];
  const ran: TestDatabase['ran'] = [];
  const database = await connectDatabase(address.href, {
    log: createLog('silent'),
    onStatement: (statement, values) => {
      statements.push(statement);
      ran.push({ statement, values });
    },
  });
  return {
    url: address.href,
    database,
    statements,
    ran,
    drop: async () => {
      await database.end();
      await administer(administration, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
