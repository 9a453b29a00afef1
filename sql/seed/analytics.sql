-- What the services run with. A profile is one complete set of tuning values; the parameters are what is in force, each
-- as text. The administrator's key is no parameter here: it is a secret, and comes from the environment.

INSERT INTO application_parameter_profiles
  (profile_name, description, qps, burst, log_level,
   batch_size, batch_seconds, micro_batch_cap, flush_interval_ms,
   db_max_open, db_max_idle, db_conn_lifetime_min, db_conn_idle_min, cache_ttl, config_poll,
   cache_pool_size, cache_min_idle, cache_max_retries, cache_dial_ms, cache_read_ms, cache_write_ms,
   udp_reader_goroutines, udp_read_buffer_mb, udp_write_buffer_mb, udp_workers_per_socket, udp_batch_size,
   udp_pre_serialize, sqs_batch_size, sqs_flush_ms, sqs_buffer_size, sqs_timeout_ms)
VALUES
  ('production', 'The usual load.', 1000, 1000, 'info',
   300, 1, 500, 100,
   150, 75, 10, 5, 9, 300,
   600, 120, 1, 500, 500, 500,
   8, 32, 32, 128, 32,
   true, 10, 100, 50000, 3000),
  ('high-traffic', 'For days when markets move: larger pools and batches, and only warnings in the log.',
   3000, 6000, 'warn',
   900, 1, 1500, 50,
   300, 150, 10, 5, 9, 300,
   1200, 300, 1, 300, 300, 300,
   16, 64, 64, 256, 64,
   true, 10, 50, 150000, 3000),
  ('maintenance', 'While the database is worked on: few connections, patient time limits, all details in the log.',
   100, 100, 'debug',
   100, 3, 500, 300,
   30, 15, 5, 1, 60, 30,
   120, 30, 3, 1500, 1500, 1500,
   4, 32, 32, 32, 32,
   true, 10, 300, 150000, 9000)
ON CONFLICT DO NOTHING;

-- The profile `production` is in force from the start, so its values are the parameters'.
INSERT INTO application_parameters (key, value, description)
SELECT key, to_jsonb(profile) ->> setting, parameters.description
FROM application_parameter_profiles AS profile
CROSS JOIN (
  VALUES
    ('rate_limit_qps', 'qps', 'Queries per second that one node answers'),
    ('rate_limit_burst', 'burst', 'Queries that one node answers at once, above its rate'),
    ('log_level', 'log_level', 'debug, info, warn or error'),
    ('cache_ttl_seconds', 'cache_ttl', 'How long an entry of the cache counts as new'),
    ('config_poll_seconds', 'config_poll', 'How often the services read these parameters'),
    ('batch_size', 'batch_size', 'Usage rows in one batch'),
    ('batch_seconds', 'batch_seconds', 'How long usage rows wait for their batch to fill'),
    ('micro_batch_cap', 'micro_batch_cap', 'Usage rows that a node holds before it sends them'),
    ('flush_interval_ms', 'flush_interval_ms', 'How often a node sends the usage rows that it holds'),
    ('db_max_open', 'db_max_open', 'Open database connections of a node at most'),
    ('db_max_idle', 'db_max_idle', 'Idle database connections that a node keeps'),
    ('db_conn_lifetime_min', 'db_conn_lifetime_min', 'Minutes after which a database connection is replaced'),
    ('db_conn_idle_min', 'db_conn_idle_min', 'Minutes after which an idle database connection is closed'),
    ('cache_pool_size', 'cache_pool_size', 'Valkey connections of a node at most'),
    ('cache_min_idle', 'cache_min_idle', 'Idle Valkey connections that a node keeps'),
    ('cache_max_retries', 'cache_max_retries', 'How often a failed Valkey command is sent again'),
    ('cache_dial_ms', 'cache_dial_ms', 'Time limit for connecting to Valkey'),
    ('cache_read_ms', 'cache_read_ms', 'Time limit for reading from Valkey'),
    ('cache_write_ms', 'cache_write_ms', 'Time limit for writing to Valkey'),
    ('udp_reader_goroutines', 'udp_reader_goroutines', 'Readers of one UDP socket'),
    ('udp_read_buffer_mb', 'udp_read_buffer_mb', 'Read buffer of one UDP socket'),
    ('udp_write_buffer_mb', 'udp_write_buffer_mb', 'Write buffer of one UDP socket'),
    ('udp_workers_per_socket', 'udp_workers_per_socket', 'Workers of one UDP socket'),
    ('udp_batch_size', 'udp_batch_size', 'UDP answers that are sent together'),
    ('udp_pre_serialize', 'udp_pre_serialize', 'Whether UDP answers are serialised ahead of the question'),
    ('sqs_batch_size', 'sqs_batch_size', 'Messages in one call to SQS; it takes ten at most'),
    ('sqs_flush_ms', 'sqs_flush_ms', 'How long messages wait for their call to fill'),
    ('sqs_buffer_size', 'sqs_buffer_size', 'Messages that a node keeps while SQS is away'),
    ('sqs_timeout_ms', 'sqs_timeout_ms', 'Time limit of one call to SQS')
) AS parameters (key, setting, description)
WHERE profile_name = 'production'
ON CONFLICT DO NOTHING;

INSERT INTO application_parameters (key, value, description) VALUES
  ('active_profile', 'production', 'Name of the profile that the tuning parameters were taken from'),
  ('default_lang', 'en', 'Language of messages to callers who have chosen none'),
  ('supported_langs', 'en,es,fr,de,ja,ar', 'Languages that error messages and mails are written in'),
  ('partner_key_cache_minutes', '60', 'How long the key of a partner is trusted without asking the database'),
  ('payment_grace_days', '7', 'Days after a failed payment before a key is held to the free tier'),
  ('usage_rollup_minutes', '5', 'How often the daily roll-up of usage is refreshed'),
  ('usage_rollup_time_zone', 'America/New_York', 'Where the days of the roll-up begin and end'),
  ('demo_leads_per_ip_per_day', '3', 'Demo registrations that one address may send in a day'),
  ('webhook_min_interval_seconds', '3', 'The shortest push interval of any tier'),
  ('webhook_max_interval_seconds', '60', 'The longest push interval of any tier'),
  ('webhook_max_attempts', '3', 'How often one delivery is tried'),
  ('webhook_timeout_ms', '3000', 'Time limit of one delivery'),
  ('webhook_starter_interval_seconds', '60', 'Push interval of webhook_starter'),
  ('webhook_starter_max_assets', '9', 'Assets of one subscription of webhook_starter at most'),
  ('webhook_standard_interval_seconds', '30', 'Push interval of webhook_standard'),
  ('webhook_standard_max_assets', '27', 'Assets of one subscription of webhook_standard at most'),
  ('webhook_professional_interval_seconds', '9', 'Push interval of webhook_professional'),
  ('webhook_professional_max_assets', '81', 'Assets of one subscription of webhook_professional at most'),
  ('webhook_enterprise_interval_seconds', '3', 'Push interval of webhook_enterprise'),
  ('webhook_enterprise_max_assets', '150', 'Assets of one subscription of webhook_enterprise at most'),
  ('webhook_partner_interval_seconds', '3', 'Push interval of webhook_partner'),
  ('webhook_partner_max_assets', '150', 'Assets of one subscription of webhook_partner at most')
ON CONFLICT DO NOTHING;

-- The column is a time without zone and has no default: what is written is UTC (dictionary TB-23).
INSERT INTO report_parameters (key, value, description, updated_at)
SELECT key, value, description, now() AT TIME ZONE 'UTC'
FROM (
  VALUES
    ('report_types', 'summary,usage,detailed', 'Reports that can be asked for'),
    ('default_report_type', 'summary', 'The report of a request that names none'),
    ('output_formats', 'json,csv', 'Forms that a report can take'),
    ('default_output_format', 'json', 'The form of a report whose request names none'),
    ('default_date_range_days', '30', 'Days before today that a report covers unless it is told otherwise'),
    ('max_date_range_days', '366', 'Days that one report covers at most'),
    ('default_max_rows', '1000', 'Rows of a report unless it is told otherwise'),
    ('max_rows', '50000', 'Rows of one report at most'),
    ('monthly_limit', '10', 'Reports of a key in one month, where its tier sets no other limit'),
    ('daily_limit', '50', 'Reports of a key in one day; the monthly limit holds as well'),
    ('report_timeout_ms', '30000', 'Time limit of one report'),
    ('time_zone', 'America/New_York', 'Where the days of a report begin and end'),
    ('date_format', 'YYYY-MM-DD', 'How a report writes dates'),
    ('price_decimals', '8', 'Digits behind the point of a price'),
    ('csv_delimiter', ',', 'What stands between two values in CSV'),
    ('csv_header', 'true', 'Whether CSV begins with the names of the columns')
) AS parameters (key, value, description)
ON CONFLICT DO NOTHING;
