-- The days of usage_logs in New York, for dashboards that must not read every log (dictionary 4.5, TB-R20). Refreshed
-- every five minutes with REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs the unique index and blocks no reader.
-- A log without a time belongs to no day (dictionary TB-39).

CREATE MATERIALIZED VIEW mv_usage_daily AS
SELECT
  ("timestamp" AT TIME ZONE 'America/New_York')::date AS day,
  count(*) AS total_requests,
  avg(latency_ms) AS avg_latency_ms,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY latency_ms) AS p50_latency_ms,
  percentile_cont(0.95) WITHIN GROUP (ORDER BY latency_ms) AS p95_latency_ms,
  percentile_cont(0.99) WITHIN GROUP (ORDER BY latency_ms) AS p99_latency_ms,
  count(*) FILTER (WHERE cached) AS cached_requests,
  round(100.0 * count(*) FILTER (WHERE cached) / nullif(count(*), 0), 2) AS cache_hit_rate_pct,
  count(DISTINCT asset) AS distinct_assets,
  count(DISTINCT api_key_id) AS distinct_api_keys,
  count(DISTINCT source) AS distinct_sources,
  count(DISTINCT cluster_node) AS distinct_nodes,
  now() AS last_refreshed
FROM usage_logs
WHERE "timestamp" IS NOT NULL
GROUP BY 1;
CREATE UNIQUE INDEX idx_mv_usage_daily_day ON mv_usage_daily (day);
