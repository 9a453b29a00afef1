DROP TABLE api_keys, rate_limit_template, api_key_groups, users;
DROP EXTENSION pgcrypto;
DROP SCHEMA extensions;
