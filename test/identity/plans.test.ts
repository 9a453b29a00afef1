/** That Postgres can answer by an index what is asked of tables that grow: without it, a page would read and sort them. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type SqlFragment, sql } from '../../platform/database.ts';
import { KEYS_OF_LIMIT_TIER } from '../../subgraphs/identity/queries.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let scratch: TestDatabase;
beforeAll(async () => {
  scratch = await createTestDatabase();
});
afterAll(() => scratch.drop());

/** The plan of a query, where reading whole tables is the last resort. */
const planOf = (query: SqlFragment) =>
  scratch.database.transaction(async (transaction) => {
    await transaction.query(sql.unsafe`SET LOCAL enable_seqscan = off`);
    await transaction.query(sql.unsafe`SET LOCAL enable_bitmapscan = off`);
    await transaction.query(sql.unsafe`SET LOCAL enable_sort = off`);
    const lines = await transaction.anyFirst(sql.type(z.record(z.string(), z.string()))`EXPLAIN (COSTS off) ${query}`);
    return lines.join('\n');
  });

const newest = sql.fragment`ORDER BY created_at DESC, id DESC LIMIT 20`;
const aUser = sql.fragment`'00000000-0000-4000-8000-000000000000'`;
const behind = sql.fragment`(created_at, id) < ('2026-01-01'::timestamptz, ${aUser})`;

test.each<[string, SqlFragment]>([
  ['trinity_users_created_at', sql.fragment`SELECT id FROM users WHERE ${behind} ${newest}`],
  ['trinity_users_email', sql.fragment`SELECT id FROM users WHERE lower(email) = lower('A@example.com')`],
  ['trinity_api_keys_created_at', sql.fragment`SELECT id FROM api_keys WHERE ${behind} ${newest}`],
  ['trinity_api_keys_user_id', sql.fragment`SELECT id FROM api_keys WHERE user_id = ${aUser} ${newest}`],
  ['trinity_api_keys_group_id', sql.fragment`SELECT id FROM api_keys WHERE group_id = 1 ${newest}`],
  [
    'trinity_api_keys_limit_tier',
    sql.fragment`SELECT id FROM api_keys WHERE ${KEYS_OF_LIMIT_TIER.matches(sql.fragment`'pro'`)} ${newest}`,
  ],
  ['trinity_agent_profile_events_created_at', sql.fragment`SELECT id FROM agent_profile_events ${newest}`],
])('%s serves its list as it is sorted', async (index, query) => {
  const plan = await planOf(query);
  expect(plan).toContain(index);
  expect(plan).not.toContain('Sort');
});
