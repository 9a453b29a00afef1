-- Who looked at which page, and what was done there: 1,500 sessions of 800 visitors in 45 days.

CREATE TEMP TABLE demo_views ON COMMIT DROP AS
SELECT 10 * session + step AS n, session, visitor, place, page.path, page.title, step,
  pg_temp.demo_until() - interval '30 minutes' - pg_temp.span('45 days', 'session', session)
    + (step - 1) * (20 + pg_temp.dice('reads', session, 100)) * interval '1 second' AS at
FROM generate_series(1, 1500) AS session
CROSS JOIN LATERAL (SELECT 1 + pg_temp.dice('visitor', session, 800) AS visitor) AS who
CROSS JOIN LATERAL (SELECT 1 + pg_temp.dice('lives in', visitor, 10) AS place) AS home
CROSS JOIN LATERAL generate_series(1, 1 + pg_temp.dice('pages', session, 5)) AS step
JOIN (VALUES
  (0, '/', 'Home'), (1, '/pricing', 'Pricing'), (2, '/docs', 'Documentation'), (3, '/docs/quickstart', 'Quickstart'),
  (4, '/reports', 'Reports'), (5, '/webhooks', 'Webhooks'), (6, '/translation', 'Translation'),
  (7, '/partners', 'Partners'), (8, '/support', 'Support'), (9, '/newsletter', 'Newsletter'),
  (10, '/map', 'Impact map'), (11, '/demo', 'Demo')
) AS page (n, path, title)
  ON page.n = CASE step WHEN 1 THEN pg_temp.dice('first page', session, 24) % 13 % 12
    ELSE pg_temp.dice('page', 10 * session + step, 12) END;

INSERT INTO page_views
  (id, page_path, page_title, referrer, user_agent, visitor_id, session_id, screen_width, screen_height, country,
   created_at, country_name, region, region_name, city, latitude, longitude, timezone, device_type)
SELECT pg_temp.demo_id('view', view.n), path, title,
  CASE WHEN step > 1 THEN 'https://www.example.com' || lag(path) OVER (PARTITION BY session ORDER BY step)
    WHEN session % 3 = 0 THEN 'https://search.example.org/' ELSE '' END,
  agent, md5('visitor ' || visitor), md5('session ' || session), width, height, country, at, country_name, region,
  region_name, city, latitude, longitude, timezone, device
FROM demo_views AS view
JOIN (VALUES
  (0, 'desktop', 1920, 1080, 'Mozilla/5.0 (X11; Linux x86_64) Demo/1.0'),
  (1, 'mobile', 390, 844, 'Mozilla/5.0 (Linux; Android 15) Demo/1.0 Mobile'),
  (2, 'tablet', 820, 1180, 'Mozilla/5.0 (Tablet) Demo/1.0')
) AS devices (n, device, width, height, agent) ON devices.n = visitor % 7 % 3
JOIN (VALUES
  (1, 'US', 'United States', 'OH', 'Ohio', 'Columbus', '39.96', '-83.00', 'America/New_York'),
  (2, 'US', 'United States', 'CA', 'California', 'San Jose', '37.34', '-121.89', 'America/Los_Angeles'),
  (3, 'GB', 'United Kingdom', 'ENG', 'England', 'London', '51.51', '-0.13', 'Europe/London'),
  (4, 'DE', 'Germany', 'BE', 'Berlin', 'Berlin', '52.52', '13.41', 'Europe/Berlin'),
  (5, 'FR', 'France', 'IDF', 'Île-de-France', 'Paris', '48.86', '2.35', 'Europe/Paris'),
  (6, 'ES', 'Spain', 'MD', 'Madrid', 'Madrid', '40.42', '-3.70', 'Europe/Madrid'),
  (7, 'JP', 'Japan', '13', 'Tokyo', 'Tokyo', '35.68', '139.69', 'Asia/Tokyo'),
  (8, 'AE', 'United Arab Emirates', 'DU', 'Dubai', 'Dubai', '25.20', '55.27', 'Asia/Dubai'),
  (9, 'BR', 'Brazil', 'SP', 'São Paulo', 'São Paulo', '-23.55', '-46.63', 'America/Sao_Paulo'),
  (10, '', '', '', '', '', '', '', '')
) AS places (place, country, country_name, region, region_name, city, latitude, longitude, timezone) USING (place)
ON CONFLICT DO NOTHING;

INSERT INTO page_events (id, page_path, event_type, event_target, event_data, visitor_id, session_id, created_at)
SELECT pg_temp.demo_id('event', 10 * view.n + number), path, type,
  CASE type WHEN 'click' THEN 'a.button-primary' WHEN 'form_submit' THEN 'form#contact' ELSE '' END,
  CASE type WHEN 'scroll' THEN jsonb_build_object('percent', 25 * (1 + pg_temp.dice('depth', view.n, 4)))
    WHEN 'click' THEN jsonb_build_object('x', pg_temp.dice('x', view.n, 800), 'y', pg_temp.dice('y', view.n, 600))
    ELSE '{}' END,
  md5('visitor ' || visitor), md5('session ' || session), at + number * interval '3 seconds'
FROM demo_views AS view
CROSS JOIN LATERAL generate_series(1, pg_temp.dice('events', view.n, 3)) AS number
CROSS JOIN LATERAL (SELECT pg_temp.pick('{scroll,scroll,click,click,form_submit,copy}', 'event', 10 * view.n + number)
  AS type) AS kind
ON CONFLICT DO NOTHING;
