-- A catalog to start from. Limits agree with rate_limit_template (here 0 means unlimited), push intervals and numbers of
-- assets with application_parameters; prices are examples until the business sets its own, which this file never
-- overwrites. Add-ons and donations have no limits of their own: their 0 changes nothing for the key.
INSERT INTO tier_catalog
  (product, tier, display_name, price_cents, billing_period, lpo_limit, lrs_limit, rate_limited, features, summary,
   sort_order, published)
VALUES
  ('rest', 'free', 'Free', 0, 'month', 1000, 10, true,
   '["1,000 queries a month", "1 query a second"]', 'Try the price API', 10, true),
  ('rest', 'pro', 'Pro', 2900, 'month', 50000, 10, true,
   '["50,000 queries a month", "5 queries a second"]', 'For one application', 20, true),
  ('rest', 'enterprise', 'Enterprise', 9000, 'month', 500000, 10, true,
   '["500,000 queries a month", "10 queries a second"]', 'For a business', 30, true),
  ('rest', 'unlimited', 'Unlimited', 29000, 'month', 0, 0, false,
   '["Unlimited queries", "No rate limit"]', 'No caps', 40, true),
  ('rest', 'lifetime', 'Lifetime', 290000, 'one-time', 0, 0, false,
   '["Unlimited queries", "No rate limit", "Paid once"]', 'No caps, paid once', 50, true),
  ('rest', 'partner', 'Partner', 0, 'month', 0, 0, false,
   '["Private connection", "No rate limit"]', 'AWS partners, by agreement', 60, false),
  ('webhook', 'starter', 'Webhook Starter', 1900, 'month', 1000, 10, true,
   '["Prices pushed every 60 seconds", "Up to 9 assets"]', 'Pushed prices, to start with', 10, true),
  ('webhook', 'standard', 'Webhook Standard', 4900, 'month', 1000, 10, true,
   '["Prices pushed every 30 seconds", "Up to 27 assets"]', 'Pushed prices, for one application', 20, true),
  ('webhook', 'professional', 'Webhook Professional', 9900, 'month', 1000, 10, true,
   '["Prices pushed every 9 seconds", "Up to 81 assets"]', 'Pushed prices, for a business', 30, true),
  ('webhook', 'enterprise', 'Webhook Enterprise', 19900, 'month', 1000, 10, true,
   '["Prices pushed every 3 seconds", "Up to 150 assets"]', 'Pushed prices, at the shortest interval', 40, true),
  ('webhook', 'partner', 'Webhook Partner', 0, 'month', 1000, 10, true,
   '["Prices pushed every 3 seconds", "Up to 150 assets"]', 'Pushed prices for partners, by agreement', 50, false),
  ('lrs-addon', 'unlimited', 'Unlimited Reports', 1500, 'month', 0, 0, false,
   '["Unlimited reports"]', 'Lifts the monthly cap on reports', 10, true),
  ('donation', 'supporter', 'Supporter', 1000, 'one-time', 0, 0, false,
   '[]', 'A single donation, for what is needed most', 10, true),
  ('donation', 'provisions', 'Provisions', 2500, 'one-time', 0, 0, false,
   '[]', 'A single donation for provisions', 20, true),
  ('donation', 'medical', 'Medical Camp', 5000, 'one-time', 0, 0, false,
   '[]', 'A single donation for a medical camp', 30, true)
ON CONFLICT DO NOTHING;
