-- Rows that the code relies on. Running this again changes nothing that an administrator has edited.

-- The flags follow the descriptions of the dictionary's sections 1.1 and 1.2.
INSERT INTO api_key_groups
  (id, name, display_name, description,
   is_system, is_subscriber, is_partner, is_webhook, is_translation, is_rate_limited, is_billing_exempt)
VALUES
  (1, 'system', 'System / Internal',
   'Internal tooling: admin console, demo key, stress testing. No user account, no billing, no rate limits.',
   true, false, false, false, false, false, true),
  (2, 'subscriber_metered', 'Metered Subscriber',
   'Subscribers of the price API on metered tiers (free, pro, enterprise), held to QPS limits and monthly caps.',
   false, true, false, false, false, true, false),
  (3, 'subscriber_unlimited', 'Unlimited Subscriber',
   'Subscribers who paid upfront (unlimited, lifetime). No monthly caps and no rate limits.',
   false, true, false, false, false, false, true),
  (4, 'partner', 'AWS Partner',
   'Partners over AWS PrivateLink or VPC peering. No rate limits, no billing; keys are cached for 60 minutes.',
   false, false, true, false, false, false, true),
  (5, 'webhook', 'Webhook Push',
   'Subscribers of pushed prices, delivered every 3 to 60 seconds by tier. Limited by push interval.',
   false, false, false, true, false, true, false),
  (6, 'translation', 'Translation Customer',
   'Customers of the document translation service, with files of their own and an optional delivery webhook.',
   false, false, false, false, true, false, false)
ON CONFLICT DO NOTHING;

-- The ids above were given by hand: the next group must not collide with them. Never back: the id of a group that was
-- deleted is not given again.
SELECT setval('api_key_groups_id_seq', greatest(last_value, (SELECT max(id) FROM api_key_groups)))
FROM api_key_groups_id_seq;

-- 0 means no limit; 999999999 means no monthly cap. Webhook tiers are governed by their push interval and keep the
-- strictest values for the case that such a key is used on the query path.
INSERT INTO rate_limit_template
  (tier, rate_limit_qps, burst_limit, burst_tokens, query_limit, min_wait_seconds, description)
VALUES
  ('free', 1, 5, 5, 1000, 1, 'Free subscription'),
  ('pro', 5, 10, 10, 50000, 0.2, 'Pro subscription'),
  ('enterprise', 10, 20, 20, 500000, 0.1, 'Enterprise subscription'),
  ('unlimited', 0, 0, 0, 999999999, 0, 'Unlimited subscription'),
  ('lifetime', 0, 0, 0, 999999999, 0, 'Paid once, unlimited for life'),
  ('partner', 0, 0, 0, 999999999, 0, 'AWS partner'),
  ('webhook_starter', DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT, 'Webhook push, starter'),
  ('webhook_standard', DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT, 'Webhook push, standard'),
  ('webhook_professional', DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT, 'Webhook push, professional'),
  ('webhook_enterprise', DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT, 'Webhook push, enterprise'),
  ('webhook_partner', DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT, 'Webhook push, partner')
ON CONFLICT DO NOTHING;

-- Who answers: every response names one of these. Each profile that is added leaves its event, as any change does
-- (dictionary TB-R28). The account in the ARN is a place-holder.
WITH listed (name, display_name, role, model_id, system_prompt, tasks, policies) AS (
  VALUES
    ('tbi', 'The Trinity Beast', 'Answers price queries from the cache and the exchanges.', '', '',
     '["price", "multi-price", "historical"]'::jsonb, '{"writes": false}'::jsonb),
    ('lrs', 'Listener Report Service', 'Makes reports of the use of a key.', '', '',
     '["summary", "usage", "detailed"]', '{"writes": false, "scope": "own key"}'),
    ('webhook-engine', 'Webhook Engine', 'Pushes prices to the endpoints of subscribers.', '', '',
     '["verify-endpoint", "deliver", "retry"]', '{"writes": true, "scope": "delivery log"}'),
    ('translation-engine', 'Translation Engine', 'Translates documents and keeps their mark-up whole.',
     'us.anthropic.claude-sonnet-4-6-20250514-v1:0',
     'Translate the text between the tags. Leave tags, code, numbers and protected terms exactly as they are.',
     '["quote", "translate", "retry-failed"]', '{"writes": true, "blocked_regions": ["ca-central-1", "ca-west-1"]}'),
    ('raima', 'Raima', 'Answers questions about products, prices and the use of the API.',
     'us.anthropic.claude-sonnet-4-6-20250514-v1:0',
     'Answer questions about the products from the catalog alone. Say so when it does not hold the answer.',
     '["catalog", "help", "ticket"]', '{"writes": false, "blocked_regions": ["ca-central-1", "ca-west-1"]}')
), created AS (
  INSERT INTO agent_profiles (name, version, arn, display_name, role, model_id, system_prompt, tasks, policies)
  SELECT name, 'v1', 'arn:tbi:us-east-2:000000000000:agent-profile/' || name || '/v1', display_name, role, model_id,
    system_prompt, tasks, policies
  FROM listed
  ON CONFLICT DO NOTHING
  RETURNING *
)
INSERT INTO agent_profile_events (agent_profile_id, name, version, action, actor, payload)
SELECT id, name, version, 'created', 'system', to_jsonb(created) - 'id' FROM created;
