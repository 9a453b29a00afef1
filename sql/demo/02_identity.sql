-- Who calls: 400 accounts, their keys in every group and state, and agents with their history.

-- The first account is as old as anything here; the loader tells from it what the data were counted back from.
INSERT INTO users (id, email, tier, created_at, name, preferred_lang)
SELECT pg_temp.demo_id('user', n), email,
  CASE
    WHEN n BETWEEN 361 AND 384 THEN 'partner'
    WHEN n % 10 IN (1, 4, 7) THEN 'pro'
    WHEN n % 10 = 2 THEN 'enterprise'
    WHEN n % 20 = 5 THEN 'unlimited'
    WHEN n % 20 = 15 THEN 'lifetime'
    ELSE 'free'
  END,
  CASE n WHEN 1 THEN pg_temp.demo_until() - interval '700 days'
    ELSE pg_temp.demo_until() - interval '60 days' - pg_temp.span('600 days', 'user since', n) END,
  CASE WHEN n % 40 = 39 THEN 'Friend' ELSE name END,
  CASE WHEN n % 15 <> 14 THEN pg_temp.language('user', n) END
FROM demo_people WHERE n <= 400
ON CONFLICT DO NOTHING;

-- Number, owner, group and tier of every key. 385 to 400 have signed up and have none.
CREATE TEMP TABLE demo_keys ON COMMIT DROP AS
WITH planned (n, kind, user_n, group_name, tier, name) AS (
  SELECT n, 'main', n, NULL, NULL, 'Production' FROM generate_series(1, 384) AS n
  UNION ALL
  SELECT 1000 + n, 'rotated', 5 * n, NULL, NULL, 'Before rotation' FROM generate_series(1, 72) AS n
  UNION ALL
  -- One tier is spelled as the catalog does it, without its product (dictionary TB-12).
  SELECT 2000 + n, 'webhook', 3 * n - 2, 'webhook', CASE n WHEN 120 THEN 'standard' ELSE 'webhook_' || tier END,
    'Webhook push'
  FROM generate_series(1, 120) AS n,
    pg_temp.pick('{starter,starter,standard,standard,professional,enterprise}', 'webhook tier', n) AS tier
  UNION ALL
  SELECT 3000 + n, 'translation', 6 * n - 5, 'translation', 'free', 'Translations' FROM generate_series(1, 60) AS n
  UNION ALL
  SELECT 4000 + n, 'system', NULL, 'system', tier, name
  FROM unnest('{stress,stress,lifetime,free,free,free}'::text[],
    '{Stress test,Stress test of the night,Admin console,Status page,Demo page,Health check}'::text[])
    WITH ORDINALITY AS internal (tier, name, n)
  UNION ALL
  -- From before the groups: no flag is set, so they are limited (dictionary TB-15).
  SELECT 5000 + n, 'legacy', 20 * n + 18, NULL, NULL, 'From the first year' FROM generate_series(1, 10) AS n
)
SELECT planned.n, kind, pg_temp.demo_id('key', planned.n) AS id, users.id AS user_id, users.email, users.name AS owner,
  planned.name, coalesce(planned.tier, users.tier) AS tier,
  CASE
    WHEN kind = 'legacy' THEN NULL
    WHEN group_name IS NOT NULL THEN group_name
    WHEN users.tier IN ('unlimited', 'lifetime') THEN 'subscriber_unlimited'
    WHEN users.tier = 'partner' THEN 'partner'
    ELSE 'subscriber_metered'
  END AS group_name,
  coalesce(users.preferred_lang, 'en') AS lang,
  kind IN ('main', 'webhook') AND coalesce(planned.tier, users.tier) NOT IN ('free', 'partner') AS paid,
  CASE
    WHEN planned.n IN (1, 2001) OR kind NOT IN ('main', 'webhook') THEN 'active'
    WHEN users.tier IN ('free', 'partner', 'lifetime') AND kind = 'main' THEN 'active'
    WHEN planned.n % 17 = 0 THEN 'past_due'
    WHEN planned.n % 23 = 0 THEN 'canceled'
    ELSE 'active'
  END AS subscription_status,
  kind = 'rotated' OR planned.n % 29 = 0 AND planned.n <> 2001 AS revoked,
  coalesce(users.created_at, pg_temp.demo_until() - interval '690 days')
    + CASE WHEN kind = 'rotated' THEN interval '0' ELSE pg_temp.span('20 days', 'key since', planned.n) END
      AS created_at
FROM planned LEFT JOIN users ON users.id = pg_temp.demo_id('user', user_n)
WHERE user_n IS NULL OR users.id IS NOT NULL;

-- Flags are those of the group and limits those of the tier, or of the free one where the tier has none (dictionary
-- TB-11, TB-14). What is stored as the hash of a key is the hash of nothing anybody knows, except for the few keys that
-- the loader hands over.
INSERT INTO api_keys
  (id, user_id, key_hash, api_key, name, tier, query_limit, created_at, revoked, rate_limit_qps, burst_limit,
   burst_tokens, minimum_wait_seconds, lrs_enabled, response_format, stripe_customer_id, stripe_subscription_id,
   stripe_lrs_subscription_id, subscription_status, tier_effective_date, payment_failed_at, api_lang,
   is_system, is_subscriber, is_partner, is_webhook, is_translation, is_rate_limited, is_billing_exempt, group_id)
SELECT key.id, user_id,
  CASE
    WHEN known.key IS NULL THEN md5('first half ' || key.n) || md5('second half ' || key.n)
    WHEN NOT known.plain THEN encode(sha256(convert_to(known.key, 'UTF8')), 'hex')
  END,
  CASE WHEN known.plain THEN known.key
    ELSE left(coalesce(known.key, md5('prefix ' || key.n)), 8) || '...' || key.id END,
  key.name, key.tier, limits.query_limit, key.created_at, revoked, limits.rate_limit_qps, limits.burst_limit,
  limits.burst_tokens, limits.min_wait_seconds, kind = 'main' AND (paid AND key.n % 4 = 1 OR key.tier = 'partner'),
  CASE WHEN key.n % 6 = 5 THEN 'plain' ELSE 'tbc' END,
  CASE WHEN user_id IS NOT NULL AND key.tier <> 'partner' THEN pg_temp.stripe('cus', user_id::text, 0) END,
  CASE WHEN paid AND key.tier <> 'lifetime' THEN pg_temp.stripe('sub', 'key', key.n) END,
  CASE WHEN paid AND kind = 'main' AND key.n % 4 = 1 THEN pg_temp.stripe('sub', 'reports of key', key.n) END,
  subscription_status,
  CASE WHEN kind = 'main' THEN key.created_at + CASE WHEN key.n % 3 = 0 THEN interval '0'
    ELSE pg_temp.span('30 days', 'tier since', key.n) END END,
  CASE WHEN subscription_status = 'past_due' THEN pg_temp.demo_until() - interval '1 day'
    - pg_temp.span('12 days', 'payment failed', key.n) END,
  lang,
  coalesce(groups.is_system, false), coalesce(groups.is_subscriber, false), coalesce(groups.is_partner, false),
  -- A key may hold a product beside that of its group (dictionary TB-R10).
  coalesce(groups.is_webhook, false) OR kind = 'main' AND key.tier = 'partner' AND key.n % 2 = 1,
  coalesce(groups.is_translation, false) OR kind = 'main' AND key.n % 12 = 1,
  coalesce(groups.is_rate_limited, false), coalesce(groups.is_billing_exempt, false), groups.id
FROM demo_keys AS key
LEFT JOIN jsonb_to_recordset(current_setting('demo.keys')::jsonb) AS known (n integer, key text, plain boolean)
  ON known.n = key.n
LEFT JOIN api_key_groups AS groups ON groups.name = key.group_name
LEFT JOIN rate_limit_template AS own ON own.tier = lower(key.tier)
JOIN rate_limit_template AS limits ON limits.tier = coalesce(own.tier, 'free')
WHERE key.group_name IS NULL OR groups.id IS NOT NULL
ON CONFLICT DO NOTHING;

-- What follows builds on keys that are there: an earlier row may have been in the way of one.
DELETE FROM demo_keys WHERE NOT EXISTS (SELECT FROM api_keys WHERE api_keys.id = demo_keys.id);

INSERT INTO agent_profiles
  (id, name, version, arn, display_name, role, model_id, system_prompt, tasks, policies, metadata, active,
   created_at, updated_at, bumped_at)
SELECT pg_temp.demo_number(2 * n - 2 + version), 'demo-' || name, 'v' || version,
  'arn:tbi:us-east-2:000000000000:agent-profile/demo-' || name || '/v' || version, 'Demo ' || initcap(name), role,
  model, CASE WHEN model <> '' THEN 'You are the ' || name || ' of a price platform. Be brief and exact.' ELSE '' END,
  to_jsonb(tasks), jsonb_build_object('maxTokens', 1000 * version, 'readOnly', n % 2 = 0),
  jsonb_build_object('tags', jsonb_build_array('demo', name)), version = 2 AND n <> 10,
  since, since + interval '40 days', since + interval '40 days'
FROM unnest(
  '{concierge,analyst,translator,cashier,sentinel,scribe,archivist,courier,auditor,gardener}'::text[],
  '{Answers questions about the service,Explains what was used,Translates documents,Explains bills,Watches the feeds,
    Writes the newsletter,Keeps old reports,Delivers prices,Checks permissions,Cleans up what has expired}'::text[],
  '{us.anthropic.claude-sonnet-4-6-20250514-v1:0,us.anthropic.claude-sonnet-4-6-20250514-v1:0,
    us.anthropic.claude-sonnet-4-6-20250514-v1:0,"","",us.anthropic.claude-sonnet-4-6-20250514-v1:0,
    "","","",""}'::text[]
  ) WITH ORDINALITY AS agents (name, role, model, n),
  generate_series(1, 2) AS version,
  LATERAL (SELECT ARRAY[name || '.answer', name || '.report'] AS tasks,
    (pg_temp.demo_until() - interval '1 day' * (280 - 40 * version + n))::timestamp AS since)
ON CONFLICT DO NOTHING;

-- Eleven events for a profile: made, worked on, and at last replaced or left to work.
INSERT INTO agent_profile_events (id, agent_profile_id, name, version, action, actor, payload, created_at)
SELECT pg_temp.demo_number(20 * (agent.id - pg_temp.demo_number(0)) + step), agent.id, agent.name,
  agent.version, action,
  CASE step % 3 WHEN 0 THEN 'system' ELSE 'admin@example.com' END,
  CASE action
    WHEN 'created' THEN jsonb_build_object('after', jsonb_build_object('version', agent.version, 'active', true))
    WHEN 'updated' THEN jsonb_build_object('before', jsonb_build_object('maxTokens', 500 * step),
      'after', jsonb_build_object('maxTokens', 500 * step + 500))
    WHEN 'bumped' THEN jsonb_build_object('from', 'v1', 'to', 'v2')
    ELSE jsonb_build_object('active', action = 'activated')
  END,
  agent.created_at + (step - 1) * interval '4 days'
FROM agent_profiles AS agent, generate_series(1, 11) AS step, LATERAL (
  SELECT CASE
    WHEN step = 1 THEN 'created'
    WHEN step = 2 THEN 'activated'
    WHEN step = 11 AND agent.version = 'v1' THEN 'bumped'
    WHEN step = 11 AND NOT agent.active THEN 'deactivated'
    ELSE 'updated'
  END AS action
) AS told
WHERE agent.id BETWEEN pg_temp.demo_number(1) AND pg_temp.demo_number(20)
ON CONFLICT DO NOTHING;
