import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { sql } from '../../platform/database.ts';
import { migrate, migrationStatus, takeBack } from '../../platform/migrations.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const PETS = {
  '0001_pets.sql': 'CREATE TABLE pets (name text PRIMARY KEY);',
  '0001_pets.down.sql': 'DROP TABLE pets;',
};
const OWNERS = {
  '0002_owners.sql': 'ALTER TABLE pets ADD owner text;\nCREATE TABLE owners (name text PRIMARY KEY);',
  '0002_owners.down.sql': 'DROP TABLE owners;\nALTER TABLE pets DROP owner;',
};

const SQL = join(import.meta.dirname, '../../sql');

let own: TestDatabase;
let directory: string;
beforeEach(async () => {
  own = await createTestDatabase({ empty: true });
  directory = await mkdtemp(join(tmpdir(), 'migrations-'));
  await mkdir(join(directory, 'seed'));
});
afterEach(async () => {
  await own.drop();
  await rm(directory, { recursive: true });
});

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
}

const Name = z.object({ name: z.string() });
const tables = (): Promise<readonly string[]> =>
  own.database.anyFirst(sql.type(Name)`
    SELECT tablename AS name
    FROM pg_tables
    WHERE schemaname = 'public' AND NOT starts_with(tablename, 'schema_')
    ORDER BY 1`);
const pets = (): Promise<readonly string[]> => own.database.anyFirst(sql.type(Name)`SELECT name FROM pets ORDER BY 1`);

describe('migrations', () => {
  test('are applied once, in order', async () => {
    await write({ ...OWNERS, ...PETS });
    expect(await migrate(own.url, { directory })).toEqual({ applied: ['0001_pets', '0002_owners'], seeded: [] });
    expect(await tables()).toEqual(['owners', 'pets']);
    expect(await migrate(own.url, { directory })).toEqual({ applied: [], seeded: [] });
  });

  test('are applied on top of those that were applied before', async () => {
    await write(PETS);
    await migrate(own.url, { directory });
    await write(OWNERS);
    expect(await migrate(own.url, { directory })).toMatchObject({ applied: ['0002_owners'] });
  });

  test('are taken back by their reverse, the newest first', async () => {
    await write({ ...PETS, ...OWNERS });
    await migrate(own.url, { directory });
    expect(await takeBack(own.url, 1, { directory })).toEqual(['0002_owners']);
    expect(await tables()).toEqual(['pets']);
    expect(await migrate(own.url, { directory })).toMatchObject({ applied: ['0002_owners'] });
    expect(await takeBack(own.url, 9, { directory })).toEqual(['0002_owners', '0001_pets']);
    expect(await tables()).toEqual([]);
  });

  test('are listed with the time they were applied', async () => {
    await write(PETS);
    await migrate(own.url, { directory });
    await write(OWNERS);
    expect(await migrationStatus(own.url, { directory })).toEqual([
      { name: '0001_pets', appliedAt: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d.*\+00$/) },
      { name: '0002_owners', appliedAt: null },
    ]);
  });

  test('leave nothing behind of a file that fails, and keep those before it', async () => {
    await write({
      ...PETS,
      ...OWNERS,
      '0002_owners.sql': 'CREATE TABLE owners (name text);\nSELECT\n  no_such_column;',
    });
    await expect(migrate(own.url, { directory })).rejects.toThrow(
      'sql/0002_owners.sql, line 3: column "no_such_column" does not exist',
    );
    expect(await tables()).toEqual(['pets']);
    await write(OWNERS);
    expect(await migrate(own.url, { directory })).toMatchObject({ applied: ['0002_owners'] });
  });

  test('are applied only together with their record', async () => {
    await write({ ...PETS, ...OWNERS, '0002_owners.sql': 'CREATE TABLE owners (); DROP TABLE schema_migrations;' });
    await expect(migrate(own.url, { directory })).rejects.toThrow('relation "public.schema_migrations" does not exist');
    expect(await tables()).toEqual(['pets']);
    expect(await migrationStatus(own.url, { directory })).toMatchObject([{}, { appliedAt: null }]);
  });

  test('are applied by one process when several start at once; the others wait and find nothing to do', async () => {
    await write({ ...PETS, ...OWNERS, 'seed/pets.sql': "INSERT INTO pets VALUES ('Rex')" });
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => migrate(own.url, { directory })));
    expect(outcomes.filter(({ applied }) => applied.length === 2)).toHaveLength(1);
    expect(outcomes.filter(({ applied, seeded }) => applied.length + seeded.length === 0)).toHaveLength(3);
    expect(await pets()).toEqual(['Rex']);
  });

  test('may take longer than the statement timeout of the database', async () => {
    await own.database.query(sql.unsafe`
      DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET statement_timeout = 50', current_database()); END $$`);
    await write({ ...PETS, '0001_pets.sql': `${PETS['0001_pets.sql']} SELECT pg_sleep(0.2);` });
    expect(await migrate(own.url, { directory })).toMatchObject({ applied: ['0001_pets'] });
  });
});

describe("this project's own migrations", () => {
  const Line = z.object({ line: z.string() });
  /** All that a migration can make, in words: relations with their columns, indexes, constraints and functions. */
  const catalog = () =>
    own.database.anyFirst(sql.type(Line)`
      SELECT concat_ws(' ', relkind, relname, attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
        pg_get_expr(adbin, adrelid), obj_description(class.oid, 'pg_class'), col_description(class.oid, attnum)) AS line
      FROM pg_class AS class JOIN pg_attribute ON attrelid = class.oid
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
      WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
        AND NOT starts_with(relname, 'schema_')
      UNION SELECT pg_get_indexdef(indexrelid) FROM pg_index
      WHERE indrelid::regclass::text !~ '^(pg_|information_schema|schema_)'
      UNION SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND NOT starts_with(conname, 'schema_')
      UNION SELECT concat_ws(' ', pg_get_functiondef(oid), obj_description(oid, 'pg_proc')) FROM pg_proc
      WHERE pronamespace = 'public'::regnamespace
      UNION SELECT pg_get_viewdef(oid) FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
      ORDER BY 1`);

  test('can each be taken back, which leaves what was there before, down to nothing, and up again', async () => {
    const files = (await readdir(SQL)).filter((file) => /^\d{4}_.*\.sql$/.test(file)).sort();
    const names = files.filter((file) => !file.endsWith('.down.sql')).map((file) => file.replace('.sql', ''));
    const states = [await catalog()];
    for (const name of names) {
      for (const file of [`${name}.sql`, `${name}.down.sql`]) await copyFile(join(SQL, file), join(directory, file));
      expect(await migrate(own.url, { directory })).toMatchObject({ applied: [name] });
      states.push(await catalog());
    }
    expect(states[0]).toEqual([]);
    for (const [index, name] of [...names.entries()].reverse()) {
      expect(await takeBack(own.url, 1, { directory })).toEqual([name]);
      expect(await catalog()).toEqual(states[index]);
    }
    expect((await migrate(own.url, { directory })).applied).toEqual(names);
    expect(await catalog()).toEqual(states.at(-1));
  });
});

describe('a start is refused', () => {
  test('when an applied file was edited', async () => {
    await write(PETS);
    await migrate(own.url, { directory });
    await write({ '0001_pets.sql': `${PETS['0001_pets.sql']} -- a remark` });
    await expect(migrate(own.url, { directory })).rejects.toThrow('sql/0001_pets.sql was edited after it was applied');
  });

  test('when the database knows a migration that the files do not', async () => {
    await write({ ...PETS, ...OWNERS });
    await migrate(own.url, { directory });
    for (const name of Object.keys(OWNERS)) await rm(join(directory, name));
    await expect(migrate(own.url, { directory })).rejects.toThrow('The database has migration 0002_owners, which');
  });

  test('when the database lacks one in between', async () => {
    await write({ ...PETS, ...OWNERS });
    await migrate(own.url, { directory });
    await own.database.query(sql.unsafe`DELETE FROM schema_migrations WHERE name = '0001_pets'`);
    await expect(migrate(own.url, { directory })).rejects.toThrow('has migration 0002_owners but not 0001_pets');
  });

  test.each([
    ['a reverse is missing', { '0001_pets.sql': '' }, 'sql/0001_pets.sql has no reverse'],
    [
      'a reverse has no migration',
      { '0001_pets.down.sql': '' },
      'sql/0001_pets.down.sql is the reverse of no migration',
    ],
    ['a number is left out', OWNERS, 'expected sql/0001_*.sql, found sql/0002_owners.sql'],
    ['a number is taken twice', { ...PETS, '0001_rats.sql': '' }, 'expected sql/0002_*.sql, found sql/0001_rats.sql'],
    ['a name does not fit', { 'pets.sql': '' }, 'sql/pets.sql is not named NNNN_subject.sql'],
  ])('when %s', async (_, files, message) => {
    await write(files as Record<string, string>);
    await expect(migrate(own.url, { directory })).rejects.toThrow(message);
    expect(await tables()).toEqual([]);
  });
});

describe('seeds', () => {
  const SEED = { 'seed/pets.sql': "INSERT INTO pets VALUES ('Rex') ON CONFLICT DO NOTHING" };

  test('run after the migrations, in the order of their names, and not again while they stay the same', async () => {
    await write({ ...PETS, 'seed/b.sql': "UPDATE pets SET name = name || 'y'", 'seed/a.sql': SEED['seed/pets.sql'] });
    expect(await migrate(own.url, { directory })).toMatchObject({ seeded: ['seed/a', 'seed/b'] });
    expect(await pets()).toEqual(['Rexy']);
    expect(await migrate(own.url, { directory })).toEqual({ applied: [], seeded: [] });
  });

  test('run again when their file has changed', async () => {
    await write({ ...PETS, ...SEED, 'seed/other.sql': '' });
    await migrate(own.url, { directory });
    await write({ 'seed/pets.sql': "INSERT INTO pets VALUES ('Rex'), ('Tom') ON CONFLICT DO NOTHING" });
    expect(await migrate(own.url, { directory })).toEqual({ applied: [], seeded: ['seed/pets'] });
    expect(await pets()).toEqual(['Rex', 'Tom']);
  });

  test('run again when a migration may have taken their rows away', async () => {
    await write({ ...PETS, ...SEED });
    await migrate(own.url, { directory });
    await takeBack(own.url, 1, { directory });
    expect(await migrate(own.url, { directory })).toEqual({ applied: ['0001_pets'], seeded: ['seed/pets'] });
    expect(await pets()).toEqual(['Rex']);
  });

  test('leave nothing behind when one of them fails', async () => {
    await write({ ...PETS, ...SEED, 'seed/z.sql': 'SELECT 1/0' });
    await expect(migrate(own.url, { directory })).rejects.toThrow('sql/seed/z.sql: division by zero');
    expect(await pets()).toEqual([]);
  });
});
