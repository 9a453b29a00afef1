-- Who would like to be a partner or a customer, and where the mission has been.

-- Approved applications led to the keys of the partner group, and bear the address of their owners.
INSERT INTO partner_applications
  (id, company_name, contact_name, contact_email, aws_account_id, aws_region, vpc_cidr, connection_type, data_provided,
   estimated_volume, notes, status, reviewed_at, reviewer_notes, api_key_id, created_at)
SELECT pg_temp.demo_id('application', number),
  pg_temp.pick('{Northern,Blue,Quiet,Open,Second,Bright,Little,Old,Green,Silver}', 'company', number) || ' '
    || pg_temp.pick('{Ledger,Harbour,Orchard,Signal,Bridge,Lantern}', 'trade', number) || ' (example) ' || number,
  person.name, person.email, lpad((number * 7)::text, 12, '0'),
  pg_temp.pick('{us-east-2,us-east-1,us-west-2,eu-west-1,ap-southeast-1}', 'region', number),
  CASE WHEN number % 5 <> 0 THEN '10.' || number % 256 || '.0.0/16' END,
  pg_temp.pick('{privatelink,privatelink,privatelink,vpn,vpc-peering}', 'connection', number),
  pg_temp.pick('{Spot prices of all assets,Major currencies only,Prices and reports}', 'data', number),
  pg_temp.pick('{100 thousand,1 million,10 million,50 million}', 'volume', number),
  CASE WHEN number % 3 = 0 THEN 'We would like to start next month.' END, status,
  CASE WHEN status <> 'pending' THEN coalesce(key.created_at, sent + interval '9 days') END,
  CASE status WHEN 'rejected' THEN pg_temp.pick('{No production use in sight,The region is not offered}', 'no', number)
    WHEN 'approved' THEN 'Checked the account, key handed over.' END,
  key.id, sent
FROM generate_series(1, 140) AS number
LEFT JOIN demo_keys AS key ON key.n = 360 + number AND key.kind = 'main' AND number <= 24
JOIN demo_people AS person ON person.n = CASE WHEN number <= 24 THEN 360 + number ELSE 560 + number END
CROSS JOIN LATERAL (
  SELECT CASE WHEN key.id IS NOT NULL THEN 'approved' WHEN number % 3 = 0 THEN 'rejected' ELSE 'pending' END AS status,
    CASE WHEN key.id IS NOT NULL THEN key.created_at - interval '9 days'
      WHEN number % 3 = 0 THEN pg_temp.demo_until() - interval '30 days'
        - pg_temp.span('300 days', 'application', number)
      ELSE pg_temp.demo_until() - pg_temp.span('20 days', 'application', number) END AS sent
) AS course
ON CONFLICT DO NOTHING;

INSERT INTO demo_leads (id, email, interest, platform, client_ip, created_at)
SELECT pg_temp.demo_id('lead', n), email,
  pg_temp.pick('{general,prices,reports,webhooks,translation,partnership}', 'interest', n),
  pg_temp.pick('{web,web,github,newsletter,conference,unknown}', 'platform', n),
  CASE WHEN n % 10 <> 0 THEN pg_temp.address('lead', n) END, pg_temp.demo_until() - pg_temp.span('180 days', 'lead', n)
FROM demo_people WHERE n BETWEEN 701 AND 1000
ON CONFLICT DO NOTHING;

-- Around towns, a little beside them; one in twenty is not placed yet.
INSERT INTO map_pins (id, type, lat, lng, region, caption, media_url, date, status, media_urls)
SELECT pg_temp.demo_id('pin', number), type,
  CASE WHEN number % 20 <> 19 THEN (lat + (pg_temp.dice('north', number, 2000) - 1000) / 2000.0)::float8 END,
  CASE WHEN number % 20 <> 19 THEN (lng + (pg_temp.dice('east', number, 2000) - 1000) / 2000.0)::float8 END,
  region, initcap(replace(type, '-', ' ')) || ' near ' || town,
  CASE WHEN pictures > 0 THEN 'https://media.example.org/pins/' || number || '/1.jpg' END,
  pg_temp.demo_until() - pg_temp.span('800 days', 'pin', number),
  CASE WHEN number % 9 = 8 THEN 'archived' ELSE 'active' END,
  (SELECT coalesce(jsonb_agg('https://media.example.org/pins/' || number || '/' || picture || '.jpg'), '[]')
    FROM generate_series(1, pictures) AS picture)
FROM generate_series(1, 180) AS number
CROSS JOIN LATERAL (SELECT 1 + pg_temp.dice('town', number, 10) AS place,
  pg_temp.dice('pictures', number, 4) AS pictures,
  pg_temp.pick('{medical,provisions,training,freedom,wheelchairs,word-of-life}', 'pin type', number) AS type) AS chosen
JOIN (VALUES
  (1, 'Kampala', 'Central Uganda', 0.3136, 32.5811), (2, 'Kisumu', 'Western Kenya', -0.1022, 34.7617),
  (3, 'Cusco', 'Southern Peru', -13.5319, -71.9675), (4, 'Quetzaltenango', 'Guatemala', 14.8347, -91.5181),
  (5, 'Pokhara', 'Nepal', 28.2096, 83.9856), (6, 'Madurai', 'Tamil Nadu', 9.9252, 78.1198),
  (7, 'Davao', 'Mindanao', 7.1907, 125.4553), (8, 'Chisinau', 'Moldova', 47.0105, 28.8638),
  (9, 'Tamale', 'Northern Ghana', 9.4034, -0.8424), (10, 'Cap-Haitien', 'Northern Haiti', 19.7594, -72.1982)
) AS towns (place, town, region, lat, lng) USING (place)
ON CONFLICT DO NOTHING;
