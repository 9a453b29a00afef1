-- Reports with their counters, and what the nightly and monthly jobs did.

-- Who pays for reports without end makes many; the others stay below their ten a month.
CREATE TEMP TABLE demo_reports ON COMMIT DROP AS
SELECT 100 * key.n + number AS n, key.id AS key_id, api_keys.api_key, lrs_enabled,
  (pg_temp.demo_until() - interval '1 minute' - pg_temp.span('38 days', 'report', 100 * key.n + number))::timestamp
    AS run,
  200 + pg_temp.dice('report takes', 100 * key.n + number, 8000) AS duration
FROM demo_keys AS key
JOIN api_keys USING (id)
CROSS JOIN LATERAL generate_series(1, CASE WHEN lrs_enabled THEN 36 ELSE 6 END) AS number
WHERE key.kind = 'main' AND NOT key.revoked AND (lrs_enabled OR key.n % 4 = 3);

INSERT INTO report_usage_logs
  (id, api_key_id, report_type, report_run_date, asset_filter, start_date_filter, end_date_filter, max_rows_returned,
   report_duration_ms, output_format, additional_filters, region, cluster_node, created_at)
SELECT pg_temp.demo_id('report', report.n), key_id,
  pg_temp.pick('{summary,summary,usage,usage,detailed}', 'report type', report.n), run,
  CASE WHEN report.n % 3 = 0 THEN asset END,
  CASE WHEN report.n % 4 <> 0 THEN run::date - 1 - pg_temp.dice('days', report.n, 31) END,
  CASE WHEN report.n % 4 <> 0 THEN run::date - 1 END, pg_temp.dice('rows', report.n, 20000), duration,
  CASE WHEN report.n % 5 < 3 THEN 'json' ELSE 'csv' END,
  CASE WHEN report.n % 6 = 0 THEN jsonb_build_object('status', 200, 'cached', report.n % 12 = 0) END,
  'us-east-2', CASE WHEN report.n % 3 = 1 THEN 'BeastNode2' ELSE 'BeastMain' END,
  run + duration * interval '1 millisecond'
FROM demo_reports AS report
JOIN demo_assets ON demo_assets.n = 1 + report.n % 12
ON CONFLICT DO NOTHING;

-- Both tables of counters tell the same: one by id, the other by the stored text of the key (dictionary TB-20).
CREATE TEMP TABLE demo_report_counts ON COMMIT DROP AS
SELECT key_id, api_key, lrs_enabled, max(run) AS last_run,
  count(*) FILTER (WHERE run >= pg_temp.demo_month()::timestamp)::integer AS this_month,
  count(*) FILTER (
    WHERE run >= date_trunc('day', (pg_temp.demo_until() - interval '1 microsecond')::timestamp)
  )::integer AS this_day
FROM demo_reports GROUP BY key_id, api_key, lrs_enabled;

INSERT INTO report_count
  (api_key, last_report_date, monthly_limit, monthly_count, daily_count, daily_limit, reset_month)
SELECT key_id, last_run, CASE WHEN lrs_enabled THEN 999999999 ELSE 10 END, this_month, this_day, 50,
  extract(month FROM pg_temp.demo_month())
FROM demo_report_counts
ON CONFLICT DO NOTHING;

INSERT INTO monthly_report_counts
  (api_key, last_report_generated, monthly_reports_allowed, monthly_reports_counter)
SELECT api_key, last_run::date, CASE WHEN lrs_enabled THEN 999999999 ELSE 10 END, this_month
FROM demo_report_counts
ON CONFLICT DO NOTHING;

-- Two years of monthly resets, each of three tables. In two months something failed, and a second run put it right.
CREATE TEMP TABLE demo_resets ON COMMIT DROP AS
SELECT ago, run, at, step, name AS table_name, CASE WHEN failed THEN 'failed' ELSE 'success' END AS status,
  CASE WHEN failed THEN 0 ELSE (SELECT count(*) FROM demo_keys WHERE created_at < at
    AND (step = 1 OR EXISTS (SELECT FROM demo_report_counts WHERE key_id = id))) END AS rows
FROM generate_series(0, 23) AS ago
CROSS JOIN LATERAL generate_series(1, CASE WHEN ago IN (7, 13) THEN 2 ELSE 1 END) AS run
CROSS JOIN LATERAL (
  SELECT pg_temp.demo_month() - ago * interval '1 month' + interval '5 minutes' + (run - 1) * interval '6 hours' AS at
) AS time
CROSS JOIN unnest('{api_keys,report_count,monthly_report_counts}'::text[]) WITH ORDINALITY AS tables (name, step)
CROSS JOIN LATERAL (SELECT run = 1 AND (ago = 13 OR ago = 7 AND step = 3) AS failed) AS luck
WHERE at < pg_temp.demo_until();

INSERT INTO cron_reset_logs (id, job_name, executed_at, status, rows_affected, message, created_at)
SELECT pg_temp.demo_number(100 * ago + 10 * run + step), 'monthly_reset', at + step * interval '2 seconds', status,
  rows,
  table_name || CASE status WHEN 'failed' THEN ': canceling statement due to lock timeout'
    ELSE ': counters set to zero' END,
  at + step * interval '2 seconds'
FROM demo_resets
ON CONFLICT DO NOTHING;

CREATE TEMP TABLE demo_reset_runs ON COMMIT DROP AS
SELECT ago, run, at, CASE count(*) FILTER (WHERE status = 'failed') WHEN 0 THEN 'success' WHEN 3 THEN 'failed'
    ELSE 'partial' END AS status, sum(rows)::bigint AS rows,
  count(*) FILTER (WHERE status = 'success') || ' of 3 tables reset' AS message
FROM demo_resets GROUP BY ago, run, at;

INSERT INTO cron_reset_summary (id, job_name, executed_at, status, rows_affected, message)
SELECT pg_temp.demo_number(10 * ago + run), 'monthly_reset', at, status, rows, message FROM demo_reset_runs
ON CONFLICT DO NOTHING;

INSERT INTO cron_execution_logs (id, job_name, executed_at, status, rows_affected, message, created_at)
SELECT pg_temp.demo_number(10 * ago + run), 'monthly_reset', at, status, rows, message, at + interval '10 seconds'
FROM demo_reset_runs
UNION ALL
SELECT pg_temp.demo_number(1000 * place + day), job, at, status,
  CASE status WHEN 'failed' THEN 0 ELSE pg_temp.dice(job, day, most) END,
  CASE status WHEN 'failed' THEN 'connection reset by peer'
    WHEN 'partial' THEN 'some rows are left for the next run' END,
  at + interval '20 seconds'
FROM generate_series(1, 90) AS day
CROSS JOIN (VALUES (1, 'sync', interval '2 hours 10 minutes', 69), (2, 'cleanup', interval '3 hours', 5000))
  AS jobs (place, job, hour, most)
CROSS JOIN LATERAL (
  SELECT date_trunc('day', pg_temp.demo_until()) - day * interval '1 day' + hour AS at,
    CASE pg_temp.dice('night of ' || job, day, 20) WHEN 0 THEN 'failed' WHEN 1 THEN 'partial' ELSE 'success' END
      AS status
) AS night
ON CONFLICT DO NOTHING;
