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

-- The ids above were given by hand: the next group must not collide with them.
SELECT setval(pg_get_serial_sequence('api_key_groups', 'id'), (SELECT max(id) FROM api_key_groups));

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
