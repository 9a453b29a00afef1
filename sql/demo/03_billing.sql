-- What was paid: three months of every subscription at the prices of the catalog, additions, and donations.

INSERT INTO payment_links (id, link_type, tier, stripe_url)
SELECT pg_temp.demo_number(row_number() OVER (ORDER BY link_type, tier_catalog.id)), link_type, tier,
  'https://buy.stripe.example/test_' || left(md5(link_type || tier), 14)
FROM tier_catalog, LATERAL (
  VALUES (CASE product WHEN 'rest' THEN 'subscription' WHEN 'webhook' THEN 'webhook' ELSE product END),
    (CASE product WHEN 'rest' THEN 'subscription-lrs-addon' END)
) AS links (link_type)
WHERE published AND price_cents > 0 AND link_type IS NOT NULL
ON CONFLICT DO NOTHING;

-- The last of the three payments failed where the key says so, and at the time it says (dictionary TB-R08).
INSERT INTO transactions
  (id, user_id, "timestamp", type, amount_usd, stripe_charge_id, status, donor_name, donor_email, impact_type,
   recurring, stripe_session_id, tier, api_key, preferred_lang)
SELECT pg_temp.demo_id('subscription', 10 * key.n + month), key.user_id, at,
  CASE WHEN lrs_enabled THEN 'subscription-lrs-addon' ELSE 'subscription' END,
  round((catalog.price_cents + CASE WHEN lrs_enabled THEN coalesce(addon.price_cents, 0) ELSE 0 END) / 100.0, 2),
  pg_temp.stripe('ch', 'subscription', 10 * key.n + month), status, key.owner, key.email, 'general',
  catalog.billing_period <> 'one-time', pg_temp.stripe('cs', 'subscription', 10 * key.n + month), key.tier,
  api_keys.id::text, key.lang
FROM demo_keys AS key
JOIN api_keys USING (id)
JOIN tier_catalog AS catalog ON catalog.product = CASE kind WHEN 'webhook' THEN 'webhook' ELSE 'rest' END
  AND catalog.tier = replace(lower(key.tier), 'webhook_', '')
LEFT JOIN tier_catalog AS addon ON addon.product = 'lrs-addon' AND addon.tier = 'unlimited'
CROSS JOIN generate_series(1, 3) AS month
CROSS JOIN LATERAL (
  SELECT CASE WHEN month = 1 AND payment_failed_at IS NOT NULL THEN payment_failed_at
      WHEN catalog.billing_period = 'one-time' THEN key.created_at
      ELSE pg_temp.demo_until() - month * interval '30 days' + pg_temp.span('29 days', 'payday', key.n) END AS at,
    CASE WHEN month = 1 AND payment_failed_at IS NOT NULL THEN 'failed' ELSE 'succeeded' END AS status
) AS payment
WHERE key.paid AND at > key.created_at - interval '1 second'
  AND (month = 1 OR catalog.billing_period <> 'one-time')
  AND (month > 1 OR key.subscription_status <> 'canceled')
ON CONFLICT DO NOTHING;

-- Reports added later to a plan, as a payment of its own.
INSERT INTO transactions
  (id, user_id, "timestamp", type, amount_usd, stripe_charge_id, status, donor_name, donor_email, recurring,
   stripe_session_id, tier, api_key, preferred_lang)
SELECT pg_temp.demo_id('addon', key.n), key.user_id, pg_temp.demo_until() - pg_temp.span('39 days', 'addon', key.n),
  'lrs-addon', round(addon.price_cents / 100.0, 2), pg_temp.stripe('ch', 'addon', key.n), 'succeeded', key.owner,
  key.email, true, pg_temp.stripe('cs', 'addon', key.n), key.tier, api_keys.id::text, key.lang
FROM demo_keys AS key
JOIN api_keys USING (id)
JOIN tier_catalog AS addon ON addon.product = 'lrs-addon' AND addon.tier = 'unlimited'
WHERE lrs_enabled AND key.paid AND key.n % 8 = 1
ON CONFLICT DO NOTHING;

-- Half of the donations come from people without an account, some of them without a name.
INSERT INTO transactions
  (id, user_id, "timestamp", type, amount_usd, stripe_charge_id, status, donor_name, donor_email, impact_type,
   recurring, stripe_session_id, tier, preferred_lang)
SELECT pg_temp.demo_id('donation', person.n), users.id,
  pg_temp.demo_until() - pg_temp.span('50 days', 'donation', person.n), 'donation', round(cents / 100.0, 2),
  CASE WHEN status <> 'pending' THEN pg_temp.stripe('ch', 'donation', person.n) END, status,
  CASE WHEN person.n % 9 <> 0 THEN person.name END, CASE WHEN person.n % 9 <> 0 THEN person.email END,
  pg_temp.pick('{general,general,medical,provisions}', 'impact', person.n), person.n % 4 = 0,
  pg_temp.stripe('cs', 'donation', person.n), 'Free',
  coalesce(users.preferred_lang, pg_temp.language('user', person.n))
FROM demo_people AS person
LEFT JOIN users ON users.id = pg_temp.demo_id('user', person.n) AND person.n % 9 <> 0
CROSS JOIN LATERAL (
  SELECT CASE pg_temp.dice('paid', person.n, 12) WHEN 0 THEN 'pending' WHEN 1 THEN 'failed' ELSE 'succeeded' END,
    CASE pg_temp.dice('round sum', person.n, 3) WHEN 0 THEN 500 + pg_temp.dice('cents', person.n, 20000)
      ELSE 1000 * (1 + pg_temp.dice('sum', person.n, 30)) END
) AS given (status, cents)
WHERE person.n BETWEEN 241 AND 560
ON CONFLICT DO NOTHING;
