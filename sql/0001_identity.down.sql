-- The schema extensions and pgcrypto stay: they may have been there before, and others may use them.
DROP TABLE api_keys, rate_limit_template, api_key_groups, users;
