import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import { sql } from '../../platform/database.ts';
import { migrate, takeBack } from '../../platform/migrations.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let own: TestDatabase;
beforeEach(async () => {
  own = await createTestDatabase({ empty: true });
});
afterEach(() => own.drop());

const schemaOfPgcrypto = () =>
  own.database.maybeOneFirst(sql.type(z.object({ schema: z.string() }))`
    SELECT extnamespace::regnamespace::text AS schema FROM pg_extension WHERE extname = 'pgcrypto'`);

test('a pgcrypto in another schema ends the migration, which says what to do; that done, it goes on', async () => {
  await own.database.query(sql.unsafe`CREATE EXTENSION pgcrypto`);
  await expect(migrate(own.url)).rejects.toThrow(/pgcrypto is installed in the schema public.*ALTER EXTENSION/);
  await own.database.query(sql.unsafe`CREATE SCHEMA IF NOT EXISTS extensions`);
  await own.database.query(sql.unsafe`ALTER EXTENSION pgcrypto SET SCHEMA extensions`);
  expect((await migrate(own.url)).applied).toContain('0001_identity');
});

test('the reverse leaves the extension alone, and the migration finds it again', async () => {
  await migrate(own.url);
  await takeBack(own.url, 99);
  expect(await schemaOfPgcrypto()).toBe('extensions');
  expect((await migrate(own.url)).applied).toContain('0001_identity');
});
