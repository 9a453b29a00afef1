/** The materialised view of the days of usage_logs (dictionary 4.5, TB-R20, TB-39). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { z } from 'zod';
import { sql } from '../../platform/database.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let own: TestDatabase;
let client: Client;
beforeAll(async () => {
  own = await createTestDatabase();
  client = await connected();
});
beforeEach(() => client.query('TRUNCATE usage_logs'));
afterAll(async () => {
  await client.end();
  await own.drop();
});

async function connected(): Promise<Client> {
  const result = new Client({ connectionString: own.url });
  await result.connect();
  await result.query(`SET lock_timeout = '5s'`); // who waits for a lock that is not let go fails, instead of hanging
  return result;
}

const refresh = (by = client) => by.query('REFRESH MATERIALIZED VIEW CONCURRENTLY mv_usage_daily');

async function log(moments: readonly string[]): Promise<void> {
  await client.query('INSERT INTO usage_logs ("timestamp") SELECT unnest($1::timestamptz[])', [moments]);
}

async function days(by = client): Promise<Record<string, string>> {
  const { rows } = await by.query('SELECT day::text, total_requests FROM mv_usage_daily ORDER BY day');
  return Object.fromEntries(rows.map(({ day, total_requests }) => [day, total_requests]));
}

describe('a day', () => {
  test.each([
    ['in winter', '2026-01-15', '2026-01-15T05:00:00Z', '2026-01-16T05:00:00Z', 24],
    ['in summer', '2026-07-15', '2026-07-15T04:00:00Z', '2026-07-16T04:00:00Z', 24],
    ['that loses an hour', '2026-03-08', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z', 23],
    ['that has an hour twice', '2026-11-01', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z', 25],
    ['at the turn of the year', '2025-12-31', '2025-12-31T05:00:00Z', '2026-01-01T05:00:00Z', 24],
  ])('%s goes from midnight to midnight in New York', async (_, day, begin, end, hours) => {
    const before = begin.replace(/T0(\d):00:00Z/, (_, hour) => `T0${hour - 1}:59:59.999999Z`);
    const last = end.replace(/T0(\d):00:00Z/, (_, hour) => `T0${hour - 1}:59:59.999999Z`);
    await log([before, begin, last, end]);
    const hourly = `INSERT INTO usage_logs ("timestamp")
      SELECT generate_series($1::timestamptz, $2::timestamptz - interval '1 second', '1 hour')`;
    await client.query(hourly, [begin, end]);
    await refresh();
    const counted = await days();
    expect(Object.keys(counted)).toHaveLength(3);
    expect(counted[day]).toBe(String(hours + 2));
    expect(Object.values(counted)).toEqual(['1', String(hours + 2), '1']);
  });

  test('is the same whatever the time zone of the session that refreshes', async () => {
    await log(['2026-03-08T04:59:59Z', '2026-03-08T05:00:00Z']);
    const elsewhere = await connected();
    await elsewhere.query(`SET TimeZone = 'Asia/Kolkata'`);
    await refresh(elsewhere);
    await elsewhere.end();
    expect(await days()).toEqual({ '2026-03-07': '1', '2026-03-08': '1' });
  });

  test('has no log without a time, and does not exist without logs', async () => {
    await client.query('INSERT INTO usage_logs ("timestamp") VALUES (NULL)');
    await refresh();
    expect(await days()).toEqual({});
  });
});

describe('the figures of a day', () => {
  const Row = z.record(z.string(), z.unknown());
  const only = () =>
    own.database.one(
      sql.type(Row)`SELECT *, last_refreshed > now() - interval '1 minute' AS fresh FROM mv_usage_daily`,
    );

  test('are right', async () => {
    await client.query(`
      INSERT INTO usage_logs ("timestamp", latency_ms, cached, asset, api_key_id, source, cluster_node)
      SELECT '2026-05-05T12:00:00Z', number, number % 3 = 0, (ARRAY['BTC', 'ETH', NULL])[number % 3 + 1],
        'key-' || number % 7, CASE WHEN number > 50 THEN 'kraken-ws' END, 'node-' || number % 4
      FROM generate_series(1, 100) AS number`);
    await refresh();
    const { p50LatencyMs, p95LatencyMs, p99LatencyMs, lastRefreshed, ...others } = await only();
    expect(others).toEqual({
      day: '2026-05-05',
      totalRequests: '100',
      avgLatencyMs: '50.5000000000000000',
      cachedRequests: '33',
      cacheHitRatePct: '33.00',
      distinctAssets: '2',
      distinctApiKeys: '7',
      distinctSources: '1',
      distinctNodes: '4',
      fresh: true,
    });
    expect(p50LatencyMs).toBe(50.5);
    expect(p95LatencyMs).toBeCloseTo(95.05, 10);
    expect(p99LatencyMs).toBeCloseTo(99.01, 10);
    expect(lastRefreshed).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });

  test('leave out what is unknown, and are null where nothing is known', async () => {
    await client.query(`
      INSERT INTO usage_logs ("timestamp", latency_ms, cached) VALUES
        ('2026-05-05T12:00:00Z', 10, true), ('2026-05-05T12:00:00Z', NULL, NULL), ('2026-05-05T12:00:00Z', 20, false),
        ('2026-05-06T12:00:00Z', NULL, NULL)`);
    await refresh();
    const figures = sql.type(Row)`SELECT total_requests, avg_latency_ms, p50_latency_ms, p99_latency_ms,
      cached_requests, cache_hit_rate_pct, distinct_assets FROM mv_usage_daily ORDER BY day`;
    expect(await own.database.any(figures)).toEqual([
      {
        totalRequests: '3',
        avgLatencyMs: '15.0000000000000000',
        p50LatencyMs: 15,
        p99LatencyMs: 19.9,
        cachedRequests: '1',
        cacheHitRatePct: '33.33',
        distinctAssets: '0',
      },
      {
        totalRequests: '1',
        avgLatencyMs: null,
        p50LatencyMs: null,
        p99LatencyMs: null,
        cachedRequests: '0',
        cacheHitRatePct: '0.00',
        distinctAssets: '0',
      },
    ]);
  });
});

describe('a refresh', () => {
  test('is done while somebody reads, who goes on reading what was there before', async () => {
    await log(['2026-05-05T12:00:00Z']);
    await refresh();
    const reader = await connected();
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    expect(await days(reader)).toEqual({ '2026-05-05': '1' });
    await log(['2026-05-05T13:00:00Z', '2026-05-06T13:00:00Z']);
    await refresh(); // a plain refresh would wait for the end of the reader's transaction
    expect(await days()).toEqual({ '2026-05-05': '2', '2026-05-06': '1' });
    expect(await days(reader)).toEqual({ '2026-05-05': '1' });
    await reader.query('COMMIT');
    expect(await days(reader)).toEqual({ '2026-05-05': '2', '2026-05-06': '1' });
    await reader.end();
  });

  test('keeps nobody waiting who begins to read while it is under way', async () => {
    await log(['2026-05-05T12:00:00Z']);
    await refresh();
    await log(['2026-05-05T13:00:00Z']);
    const refresher = await connected();
    await refresher.query('BEGIN');
    await refresh(refresher); // its locks last until the transaction ends
    expect(await days()).toEqual({ '2026-05-05': '1' });
    await refresher.query('COMMIT');
    expect(await days()).toEqual({ '2026-05-05': '2' });
    await refresher.end();
  });

  test('says when it was, and a day that has lost its logs goes', async () => {
    await log(['2026-05-05T12:00:00Z', '2026-05-06T12:00:00Z']);
    await refresh();
    const refreshed = async (): Promise<string> =>
      (await client.query('SELECT max(last_refreshed)::text AS time FROM mv_usage_daily')).rows[0].time;
    const first = await refreshed();
    await client.query(`DELETE FROM usage_logs WHERE "timestamp" > '2026-05-06'`);
    await refresh();
    expect((await refreshed()) > first).toBe(true);
    expect(await days()).toEqual({ '2026-05-05': '1' });
  });
});
