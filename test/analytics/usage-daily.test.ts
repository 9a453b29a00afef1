import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { sql } from '../../platform/database.ts';
import { createLog } from '../../platform/log.ts';
import { startUsageDaily } from '../../subgraphs/analytics/usage-daily.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { logLines } from '../support/log-lines.ts';
import { until } from '../support/until.ts';

let own: TestDatabase;
let client: Client;
beforeAll(async () => {
  own = await createTestDatabase();
  client = new Client({ connectionString: own.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await own.drop();
});

const services = () => ({ database: own.database, log: createLog('silent') });
const log = (day: string) =>
  own.database.query(sql.unsafe`INSERT INTO usage_logs ("timestamp") VALUES (${`${day} 12:00:00+00`})`);
async function days(): Promise<string[]> {
  const { rows } = await client.query('SELECT day::text FROM mv_usage_daily ORDER BY day');
  return rows.map(({ day }) => day);
}
/** Holds the lock of whoever refreshes. */
const LOCK = '7274016';

test('it is refreshed at the start, and again and again', async () => {
  await log('2026-01-01');
  const background = startUsageDaily(services(), 10);
  await until(async () => (await days()).length === 1);
  await log('2026-01-02');
  await until(async () => (await days()).length === 2);
  await background.stop();
  await log('2026-01-03');
  own.statements.length = 0;
  const again = startUsageDaily(services(), 60_000);
  await until(async () => (await days()).length === 3);
  await again.stop();
  expect(own.statements.filter((statement) => statement.includes('REFRESH'))).toHaveLength(1);
});

test('one process at a time: the other leaves it be, and tries later', async () => {
  await client.query(`SELECT pg_advisory_lock(${LOCK})`);
  own.statements.length = 0;
  const background = startUsageDaily(services(), 10);
  const tried = () => own.statements.filter((statement) => statement.includes('lockUsageDays')).length;
  await until(() => tried() >= 3);
  expect(own.statements.filter((statement) => statement.includes('REFRESH'))).toEqual([]);
  await client.query(`SELECT pg_advisory_unlock(${LOCK})`);
  await until(() => own.statements.some((statement) => statement.includes('REFRESH')));
  await background.stop();
});

test('a refresh that fails is logged, and the next one works', async () => {
  await client.query('ALTER MATERIALIZED VIEW mv_usage_daily RENAME TO mv_away');
  const { lines, log: logged } = logLines();
  const background = startUsageDaily({ database: own.database, log: logged }, 10);
  await until(() => lines.some(({ msg }) => msg === 'the usage by day could not be refreshed'));
  await client.query('ALTER MATERIALIZED VIEW mv_away RENAME TO mv_usage_daily');
  await log('2026-01-04');
  await until(async () => (await days()).length === 4);
  await background.stop();
});

test('to stop does not wait for a refresh that takes long', async () => {
  await client.query('BEGIN; LOCK TABLE usage_logs'); // the refresh waits for this
  const background = startUsageDaily(services(), 10);
  // Not by the client above: what it sees of others does not change within its transaction.
  const waiting = () =>
    own.database.any(sql.unsafe`
    SELECT FROM pg_stat_activity WHERE query LIKE '%REFRESH%' AND wait_event_type = 'Lock'`);
  await until(async () => (await waiting()).length > 0);
  await background.stop();
  await client.query('ROLLBACK');
});
