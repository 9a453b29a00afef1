-- Who has prices pushed, and every attempt to do so over the last 35 days.

CREATE TEMP TABLE demo_pushes ON COMMIT DROP AS
SELECT key.n, pg_temp.demo_id('webhook', key.n) AS id, key.id AS key_id, plan.tier, plan.seconds, plan.most,
  key.subscription_status, key.n % 3 = 0 AS https,
  CASE
    WHEN key.subscription_status = 'canceled' OR key.revoked THEN 'canceled'
    WHEN key.n % 10 = 7 THEN 'pending_verification'
    WHEN key.n % 10 = 8 THEN 'paused'
    ELSE 'active'
  END AS status,
  key.created_at, (1 + pg_temp.dice('assets', key.n, least(plan.most, 40)))::integer AS wanted
FROM demo_keys AS key
JOIN api_keys USING (id)
-- Push interval and number of assets are told per subscription, not per tier (dictionary, notes of section 1.3).
JOIN (VALUES ('webhook_starter', 60, 9), ('webhook_standard', 30, 21), ('webhook_professional', 15, 45),
  ('webhook_enterprise', 5, 90), ('webhook_partner', 3, 150)) AS plan (tier, seconds, most)
  ON plan.tier = CASE WHEN kind = 'main' THEN 'webhook_partner'
    ELSE 'webhook_' || replace(lower(key.tier), 'webhook_', '') END
WHERE kind = 'webhook' OR kind = 'main' AND api_keys.is_webhook;

INSERT INTO webhook_subscriptions
  (id, api_key_id, tier, udp_endpoint_ip, udp_endpoint_port, https_endpoint_url, delivery_method, interval_seconds,
   assets, max_assets, status, verification_token, verified_at, stripe_customer_id, stripe_subscription_id,
   subscription_status, created_at, updated_at)
SELECT push.id, key_id, push.tier,
  CASE WHEN NOT https THEN pg_temp.address('push', push.n) END,
  CASE WHEN NOT https THEN 9000 + pg_temp.dice('port', push.n, 1000) END,
  CASE WHEN https THEN 'https://hooks.example.com/prices/' || push.n END,
  CASE WHEN https THEN 'https' ELSE 'udp' END, seconds, assets, most, push.status,
  CASE push.status WHEN 'pending_verification' THEN md5('verification ' || push.n) END,
  CASE WHEN push.status <> 'pending_verification' THEN push.created_at + interval '2 hours' END,
  api_keys.stripe_customer_id, api_keys.stripe_subscription_id, push.subscription_status, push.created_at,
  CASE push.status WHEN 'pending_verification' THEN push.created_at
    WHEN 'active' THEN push.created_at + interval '2 hours' ELSE pg_temp.demo_until() - interval '12 days' END
FROM demo_pushes AS push
JOIN api_keys ON api_keys.id = key_id
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(asset ORDER BY n), '{}') AS assets FROM demo_assets WHERE n <= wanted
) AS chosen
ON CONFLICT DO NOTHING;

-- Three pushes a day, ten intervals apart. One in twelve needs a second attempt, one in forty a third, and some are
-- given up. The attempts share the number of their push, so that a reader can tell a repetition. What was canceled or
-- paused has its pushes from before the last twelve days.
WITH attempts AS (
  SELECT push.*, sequence, attempt,
    CASE
      WHEN trouble < 4 AND attempt = 3 AND trouble = 0 THEN 'failed'
      WHEN attempt >= CASE WHEN trouble < 4 THEN 3 WHEN trouble < 14 THEN 2 ELSE 1 END THEN 'delivered'
      WHEN (trouble + attempt) % 2 = 0 THEN 'timeout'
      ELSE 'failed'
    END AS outcome,
    -- The second attempt follows after five seconds, the third after twenty-five.
    date_trunc('day', pg_temp.demo_until()) - interval '36 days' + (sequence - 1) / 3 * interval '1 day'
      + pg_temp.span('20 hours', 'push at', push.n) + (sequence - 1) % 3 * 10 * seconds * interval '1 second'
      + (CASE attempt WHEN 1 THEN 0 WHEN 2 THEN 5 ELSE 25 END) * interval '1 second'
      + pg_temp.dice('push', push.n * 1000 + sequence, 900) * interval '1 millisecond' AS at,
    pg_temp.dice('pushed asset', push.n * 1000 + sequence, wanted) + 1 AS asset_n
  FROM demo_pushes AS push
  CROSS JOIN generate_series(1, 105) AS sequence
  CROSS JOIN LATERAL (SELECT pg_temp.dice('trouble', push.n * 1000 + sequence, 160) AS trouble OFFSET 0) AS luck
  CROSS JOIN generate_series(1, CASE WHEN trouble < 4 THEN 3 WHEN trouble < 14 THEN 2 ELSE 1 END) AS attempt
  WHERE push.status <> 'pending_verification' AND (push.status = 'active' OR sequence <= 69)
), logged AS (
  INSERT INTO webhook_delivery_log
    (id, subscription_id, asset, price, source, delivery_method, status, latency_ms, attempt, error, sequence_number,
     created_at)
  SELECT pg_temp.demo_number(((at.n - 1) * 105 + sequence) * 3 + attempt), at.id, asset,
    pg_temp.price_at(level, stable, decimals, at.at, sequence), sources[1 + sequence % cardinality(sources)],
    CASE WHEN https THEN 'https' ELSE 'udp' END, outcome,
    CASE outcome WHEN 'timeout' THEN 5000 WHEN 'delivered' THEN round(
      (60 + pg_temp.dice('push latency', at.n * 1000 + sequence, 940))
        / CASE WHEN https THEN 4.0 ELSE 300.0 END, 3) END,
    attempt,
    CASE outcome WHEN 'timeout' THEN 'no answer within 5000 ms'
      WHEN 'failed' THEN CASE WHEN https THEN 'HTTP 503' ELSE 'port unreachable' END END,
    sequence, at.at
  FROM attempts AS at
  JOIN demo_assets ON demo_assets.n = asset_n
  JOIN webhook_subscriptions ON webhook_subscriptions.id = at.id
  ON CONFLICT DO NOTHING
  RETURNING subscription_id, status, created_at
)
-- Only what was added now is counted, so that a count which has moved on since the first run stays right.
UPDATE webhook_subscriptions SET monthly_push_count = monthly_push_count + pushes
FROM (
  SELECT subscription_id, count(*)::integer AS pushes FROM logged
  WHERE status = 'delivered' AND created_at >= pg_temp.demo_month() GROUP BY subscription_id
) AS added
WHERE id = subscription_id;
