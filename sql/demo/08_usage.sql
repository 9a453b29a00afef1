-- What was asked of the platform in 40 days: demo.usage rows, however many millions.

-- Who asks how much. A key has as many tickets in the draw as it has weight, and draws within its own time: what was
-- revoked is silent for the last twelve days.
CREATE TEMP TABLE demo_traffic ON COMMIT DROP AS
SELECT (row_number() OVER (ORDER BY key.n, ticket) - 1)::integer AS ticket, key.n, key.id::text AS key_id, key.user_id,
  key.lang, pg_temp.demo_until() - interval '40 days' AS since,
  CASE WHEN key.revoked THEN interval '28 days' ELSE interval '40 days' END AS length, addresses
FROM demo_keys AS key
CROSS JOIN LATERAL (
  SELECT ARRAY(SELECT pg_temp.address('caller', 3 * key.n + server) FROM generate_series(1, 3) AS server) AS addresses
  OFFSET 0
) AS servers
CROSS JOIN LATERAL generate_series(1, CASE
  WHEN key.n = 3 OR key.n % 19 = 0 THEN 0
  WHEN key.n = 1 THEN 60
  WHEN kind <> 'main' THEN CASE kind WHEN 'system' THEN 4 ELSE 1 END
  ELSE CASE tier WHEN 'partner' THEN 60 WHEN 'enterprise' THEN 40 WHEN 'unlimited' THEN 40 WHEN 'lifetime' THEN 20
    WHEN 'pro' THEN 15 ELSE 1 END
END) AS ticket
UNION ALL
-- One key of the free tier has used up its month: of the first 50,000 rows every fiftieth is its own, a thousand.
SELECT -1, key.n, key.id::text, key.user_id, key.lang, pg_temp.demo_month(),
  pg_temp.demo_until() - pg_temp.demo_month(),
  ARRAY[pg_temp.address('caller', key.n)]
FROM demo_keys AS key WHERE key.n = 3;
CREATE UNIQUE INDEX ON demo_traffic (ticket);
ANALYZE demo_traffic;

-- A later run goes on where the last has ended, instead of making a million rows to find them there.
SELECT set_config('demo.usage_there', coalesce((
  SELECT right(id::text, 12)::bigint FROM usage_logs
  WHERE id BETWEEN pg_temp.demo_id('usage', 0) AND pg_temp.demo_id('usage', 999999999999) ORDER BY id DESC LIMIT 1
), 0)::text, true);

-- Where far more rows come than are there, the indexes are made anew behind them. There are many, most in an order of
-- their own: finding a place in each for every row takes far longer than sorting each once. Until the transaction ends,
-- others wait for the table.
CREATE TEMP TABLE demo_indexes ON COMMIT DROP AS
SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
WHERE indrelid = 'usage_logs'::regclass AND NOT indisunique AND pg_has_role(relowner, 'USAGE')
  AND current_setting('demo.usage')::bigint - current_setting('demo.usage_there')::bigint
    > (SELECT 100000 + count(*) FROM usage_logs);
DO $$
DECLARE
  index_name text;
BEGIN
  FOR index_name IN SELECT name FROM demo_indexes LOOP
    EXECUTE 'DROP INDEX ' || index_name;
  END LOOP;
END $$;

-- Two hashes a row are all its dice: get_byte is many times faster than a hash for each. OFFSET 0 keeps the planner
-- from repeating them at every use. The last two of twenty rows are one call for two assets: same key, same moment. They
-- are sorted by time, as logs are written.
CREATE FUNCTION pg_temp.word2(hash bytea, place integer) RETURNS integer LANGUAGE sql IMMUTABLE AS
  $$ SELECT get_byte(hash, place) * 256 + get_byte(hash, place + 1) $$;
CREATE FUNCTION pg_temp.word3(hash bytea, place integer) RETURNS integer LANGUAGE sql IMMUTABLE AS
  $$ SELECT (get_byte(hash, place) * 256 + get_byte(hash, place + 1)) * 256 + get_byte(hash, place + 2) $$;

WITH added AS (
  INSERT INTO usage_logs
    (id, user_id, api_key_id, "timestamp", ip_address, query_type, duration_ms, token_count, metadata, latency_ms,
     status, error, cached, asset, cache_age_seconds, cluster_node, aws_region, source, price, api_lang)
  SELECT pg_temp.demo_id('usage', request.n), user_id, key_id, at,
    addresses[1 + get_byte(call, 11) % cardinality(addresses)],
    CASE WHEN request.n % 20 >= 18 THEN 'multi-price' WHEN kind < 12 THEN 'historical' ELSE 'price' END,
    latency + 1 + kind % 5, CASE WHEN request.n % 20 >= 18 THEN 2 ELSE 1 END,
    CASE WHEN kind % 32 = 0 THEN
      jsonb_build_object('client', 'demo/' || kind, 'requestId', left(md5(at::text), 12)) END,
    latency, status,
    CASE status WHEN 429 THEN 'rate_limited' WHEN 404 THEN 'asset_not_found' WHEN 503 THEN 'price_unavailable' END,
    status = 200 AND is_cached, CASE WHEN status <> 404 THEN asset END,
    CASE WHEN status = 200 AND is_cached THEN age * 0.001 ELSE 0.0 END,
    node, region, CASE WHEN status = 200 THEN sources[1 + latency % cardinality(sources)] END,
    CASE WHEN status = 200 THEN pg_temp.price_at(level, stable, decimals, at, age)::float8 END, lang
  FROM (
    SELECT n, call, get_byte(own, 4) AS kind, get_byte(own, 5) < 170 AS is_cached, pg_temp.word2(own, 7) AS age,
      CASE WHEN n <= 50000 AND n % 50 = 7 THEN -1
        ELSE pg_temp.word3(call, 0) % (SELECT count(*)::integer - 1 FROM demo_traffic) END AS ticket,
      -- The product of two throws favours the first assets, which are the large ones.
      1 + (pg_temp.word2(own, 0)::bigint * pg_temp.word2(own, 2) * (SELECT count(*) FROM demo_assets) >> 32)::integer
        AS asset_n,
      CASE WHEN get_byte(own, 6) < 240 THEN 200 WHEN get_byte(own, 6) < 248 THEN 429
        WHEN get_byte(own, 6) < 253 THEN 404 ELSE 503 END AS status,
      CASE WHEN get_byte(own, 5) < 170 THEN 1 + get_byte(own, 9) % 9
        WHEN get_byte(own, 9) < 250 THEN 18 + get_byte(own, 10)
        ELSE 400 + 12 * get_byte(own, 10) END AS latency,
      (ARRAY['BeastMain', 'BeastMain', 'BeastNode2', 'BeastNode3'])[1 + get_byte(call, 9) % 4] AS node,
      (ARRAY['us-east-2', 'us-east-2', 'us-east-2', 'us-west-2'])[1 + get_byte(call, 9) % 4] AS region
    FROM (
      SELECT n, decode(md5('usage ' || n::text), 'hex') AS own,
        decode(md5('call ' || (n - CASE n % 20 WHEN 19 THEN 1 ELSE 0 END)::text), 'hex') AS call
      FROM generate_series(current_setting('demo.usage_there')::bigint + 1, current_setting('demo.usage')::bigint) AS n
      OFFSET 0
    ) AS hashes
    OFFSET 0
  ) AS request
  JOIN demo_traffic USING (ticket)
  JOIN demo_assets ON demo_assets.n = asset_n
  CROSS JOIN LATERAL (
    SELECT since + length * (pg_temp.word3(call, 3) / 16777216.0) AS even OFFSET 0
  ) AS anywhere
  CROSS JOIN LATERAL (
    -- Most calls come around 15:00 UTC, few at night: the mean of two throws. A call that this would move out of its
    -- time stays where it fell.
    SELECT date_trunc('day', even, 'UTC') + ((get_byte(call, 6) + get_byte(call, 7)) * 169 + 10800) % 86400
      * interval '1 second'
      + pg_temp.word3(call, 8) * interval '10 microseconds' AS daily
    OFFSET 0
  ) AS curve
  CROSS JOIN LATERAL (SELECT CASE WHEN daily >= since AND daily < since + length THEN daily ELSE even END AS at)
    AS final
  ORDER BY at
  ON CONFLICT DO NOTHING
  RETURNING api_key_id, "timestamp", status
), counted AS (
  SELECT api_key_id::uuid AS id, count(*) FILTER (WHERE "timestamp" >= pg_temp.demo_month())::integer AS queries,
    max("timestamp") AS last_used, max("timestamp") FILTER (WHERE status = 200) AS last_success
  FROM added GROUP BY api_key_id
)
-- Only what was added now is counted: a key may have been used for real since an earlier run.
UPDATE api_keys SET current_usage = current_usage + queries,
  last_used = greatest(api_keys.last_used, counted.last_used),
  last_success = greatest(api_keys.last_success, counted.last_success)
FROM counted WHERE counted.id = api_keys.id;

DO $$
DECLARE
  index_definition text;
BEGIN
  FOR index_definition IN SELECT definition FROM demo_indexes LOOP
    EXECUTE index_definition;
  END LOOP;
END $$;
