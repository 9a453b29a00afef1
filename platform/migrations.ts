/**
 * Migrations and seeds: plain SQL files, each applied once, in order, inside a transaction, and recorded with its hash.
 *
 *     sql/0003_pricing.sql         a migration
 *     sql/0003_pricing.down.sql    its reverse
 *     sql/seed/pricing.sql         rows that every installation has; may run again at any time
 *
 * Several processes may start at once: an advisory lock lets one work, and the others then find nothing to do.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, type DatabaseError } from 'pg';
import type { Log } from './log.ts';

const DIRECTORY = join(import.meta.dirname, '../sql');
/** Any number, as long as nothing else locks the same one. */
const LOCK = 7_274_101;

interface SqlFile {
  /** Without `.sql`, such as `0003_pricing`. */
  name: string;
  text: string;
  sha256: string;
}

interface Migration extends SqlFile {
  reverse: SqlFile;
}

interface Recorded {
  name: string;
  sha256: string;
  appliedAt: string;
}

export interface MigrationOptions {
  /** Where the files are. */
  directory?: string;
  log?: Log;
}

export interface MigrationStatus {
  name: string;
  /** When it was applied, in UTC as Postgres prints it; null while it is pending. */
  appliedAt: string | null;
}

/**
 * Applies what is pending, then the seeds that are new, have changed, or may have lost their rows to a migration.
 * @returns the names of what ran; both lists are empty on a database that is up to date.
 * @throws Error naming the file (and the line, where Postgres tells) that cannot be applied, was edited after it was
 * applied, is missing, or leaves a gap. What was applied before it stays; of the failing file nothing does.
 */
export async function migrate(
  url: string,
  { directory = DIRECTORY, log }: MigrationOptions = {},
): Promise<{ applied: string[]; seeded: string[] }> {
  const migrations = await readMigrations(directory);
  const seeds = await readSeeds(join(directory, 'seed'));
  return alone(url, async (client) => {
    const done = await recorded(client, migrations);
    const pending = migrations.slice(done.length);
    for (const migration of pending) {
      await inTransaction(client, async () => {
        await run(client, migration);
        await client.query('INSERT INTO public.schema_migrations (name, sha256) VALUES ($1, $2)', [
          migration.name,
          migration.sha256,
        ]);
      });
    }
    const applied = pending.map(({ name }) => name);
    const seeded = await runSeeds(client, seeds, pending.length > 0);
    log?.info({ applied, seeded }, 'the database is up to date');
    return { applied, seeded };
  });
}

/**
 * Takes back the last `count` migrations, the newest first, each in a transaction of its own.
 * @returns their names, fewer than `count` when no more were applied.
 * @throws Error as `migrate` does.
 */
export async function takeBack(
  url: string,
  count: number,
  { directory = DIRECTORY, log }: MigrationOptions = {},
): Promise<string[]> {
  const migrations = await readMigrations(directory);
  return alone(url, async (client) => {
    const done = await recorded(client, migrations);
    const doomed = migrations.slice(Math.max(0, done.length - count), done.length).reverse();
    for (const migration of doomed) {
      await inTransaction(client, async () => {
        await run(client, migration.reverse);
        await client.query('DELETE FROM public.schema_migrations WHERE name = $1', [migration.name]);
      });
    }
    const names = doomed.map(({ name }) => name);
    log?.info({ names }, 'migrations were taken back');
    return names;
  });
}

/** Every migration with the time it was applied. @throws Error as `migrate` does. */
export async function migrationStatus(
  url: string,
  { directory = DIRECTORY }: MigrationOptions = {},
): Promise<MigrationStatus[]> {
  const migrations = await readMigrations(directory);
  return alone(url, async (client) => {
    const done = await recorded(client, migrations);
    return migrations.map(({ name }, index) => ({ name, appliedAt: done[index]?.appliedAt ?? null }));
  });
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const files = await readSqlFiles(directory);
  const reverses = new Map(files.filter(({ name }) => name.endsWith('.down')).map((file) => [file.name, file]));
  const forward = files.filter(({ name }) => !name.endsWith('.down'));
  const migrations = forward.map((file, index) => {
    const number = String(index + 1).padStart(4, '0');
    if (!/^\d{4}_[a-z0-9_]+$/.test(file.name)) throw new Error(`sql/${file.name}.sql is not named NNNN_subject.sql.`);
    if (!file.name.startsWith(`${number}_`)) {
      throw new Error(
        `Migrations are numbered without a gap: expected sql/${number}_*.sql, found sql/${file.name}.sql.`,
      );
    }
    const reverse = reverses.get(`${file.name}.down`);
    if (!reverse) throw new Error(`sql/${file.name}.sql has no reverse: write sql/${file.name}.down.sql.`);
    reverses.delete(reverse.name);
    return { ...file, reverse };
  });
  for (const name of reverses.keys()) throw new Error(`sql/${name}.sql is the reverse of no migration.`);
  return migrations;
}

async function readSeeds(directory: string): Promise<SqlFile[]> {
  const files = await readSqlFiles(directory).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return files.map((file) => ({ ...file, name: `seed/${file.name}` }));
}

/** In the order of their names, byte by byte, so that every machine sorts alike. */
async function readSqlFiles(directory: string): Promise<SqlFile[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(directory, name), 'utf8');
      return { name: name.slice(0, -'.sql'.length), text, sha256: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/** Runs `work` on a connection of its own, without time limits, while no other process migrates. */
async function alone<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {}); // the failing query tells as well
  await client.connect();
  try {
    await client.query('SET statement_timeout = 0; SET lock_timeout = 0; SET TimeZone = UTC');
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query(`
      CREATE TABLE IF NOT EXISTS public.schema_migrations (
        name text PRIMARY KEY,
        sha256 text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE IF NOT EXISTS public.schema_seeds (
        name text PRIMARY KEY,
        sha256 text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
      )`);
    return await work(client);
  } finally {
    await client.end(); // releases the lock
  }
}

/** What was applied, oldest first: always the first part of `migrations`, unchanged. */
async function recorded(client: Client, migrations: readonly Migration[]): Promise<Recorded[]> {
  const { rows } = await client.query<Recorded>(
    'SELECT name, sha256, applied_at::text AS "appliedAt" FROM public.schema_migrations ORDER BY name COLLATE "C"',
  );
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const [index, { name, sha256 }] of rows.entries()) {
    const migration = known.get(name);
    if (!migration) {
      throw new Error(`The database has migration ${name}, which this version of the project does not know.`);
    }
    if (migration.sha256 !== sha256) {
      throw new Error(`sql/${name}.sql was edited after it was applied. Restore it and write a new migration instead.`);
    }
    const expected = migrations[index]?.name;
    if (expected !== name)
      throw new Error(`The database has migration ${name} but not ${expected}, which comes before it.`);
  }
  return rows;
}

async function runSeeds(client: Client, seeds: readonly SqlFile[], all: boolean): Promise<string[]> {
  const { rows } = await client.query<Recorded>('SELECT name, sha256 FROM public.schema_seeds');
  const hashes = new Map(rows.map(({ name, sha256 }) => [name, sha256]));
  const due = all ? seeds : seeds.filter(({ name, sha256 }) => hashes.get(name) !== sha256);
  if (due.length === 0) return [];
  await inTransaction(client, async () => {
    for (const seed of due) {
      await run(client, seed);
      await client.query(
        `INSERT INTO public.schema_seeds (name, sha256) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, applied_at = now()`,
        [seed.name, seed.sha256],
      );
    }
  });
  return due.map(({ name }) => name);
}

async function inTransaction(client: Client, work: () => Promise<void>): Promise<void> {
  await client.query('BEGIN');
  try {
    await work();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {}); // a lost connection rolls back by itself
    throw error;
  }
}

async function run(client: Client, file: SqlFile): Promise<void> {
  try {
    await client.query(file.text);
  } catch (cause) {
    const { message, position } = cause as DatabaseError;
    const line = position ? `, line ${file.text.slice(0, Number(position)).split('\n').length}` : '';
    throw new Error(`sql/${file.name}.sql${line}: ${message}`, { cause });
  }
}
