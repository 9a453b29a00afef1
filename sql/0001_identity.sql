-- Who calls: accounts, their keys, the groups that keys take their flags from, and the limits of each tier.

-- The default of api_keys.api_key names this schema. An extension is in one schema only, and moving one that others use
-- is not for a migration to decide.
DO $$
DECLARE
  elsewhere name;
BEGIN
  SELECT nspname INTO elsewhere FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
  WHERE extname = 'pgcrypto' AND nspname <> 'extensions';
  IF FOUND THEN
    RAISE EXCEPTION 'pgcrypto is installed in the schema %, and this project needs it in the schema extensions. Once nothing depends on where it is, move it: CREATE SCHEMA IF NOT EXISTS extensions; ALTER EXTENSION pgcrypto SET SCHEMA extensions;', elsewhere;
  END IF;
END $$;
CREATE SCHEMA IF NOT EXISTS extensions;
CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA extensions;

CREATE TABLE users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email text NOT NULL UNIQUE,
  tier text DEFAULT 'free',
  created_at timestamptz DEFAULT now(),
  name text DEFAULT 'Friend',
  preferred_lang varchar(5)
);

CREATE TABLE api_key_groups (
  id serial PRIMARY KEY,
  name text NOT NULL UNIQUE,
  display_name text NOT NULL,
  description text,
  is_system boolean NOT NULL DEFAULT false,
  is_subscriber boolean NOT NULL DEFAULT false,
  is_partner boolean NOT NULL DEFAULT false,
  is_webhook boolean NOT NULL DEFAULT false,
  is_translation boolean NOT NULL DEFAULT false,
  is_rate_limited boolean NOT NULL DEFAULT false,
  is_billing_exempt boolean NOT NULL DEFAULT false,
  enabled boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_api_key_groups_name ON api_key_groups (name);
CREATE INDEX idx_api_key_groups_enabled ON api_key_groups (enabled);

CREATE TABLE rate_limit_template (
  tier text PRIMARY KEY,
  rate_limit_qps integer NOT NULL DEFAULT 1,
  burst_limit integer NOT NULL DEFAULT 5,
  burst_tokens float8 NOT NULL DEFAULT 5.0,
  query_limit integer NOT NULL DEFAULT 1000,
  min_wait_seconds float8 NOT NULL DEFAULT 1.0,
  description text
);

CREATE TABLE api_keys (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid REFERENCES users (id),
  key_hash text,
  name text,
  tier text DEFAULT 'free',
  query_limit integer DEFAULT 1000,
  current_usage integer DEFAULT 0,
  last_used timestamptz,
  created_at timestamptz DEFAULT now(),
  revoked boolean DEFAULT false,
  rate_limit_qps integer DEFAULT 5,
  burst_limit integer DEFAULT 20,
  burst_tokens float8 DEFAULT 20,
  api_key text NOT NULL UNIQUE DEFAULT encode(extensions.gen_random_bytes(32), 'hex'),
  last_success timestamptz,
  minimum_wait_seconds float8 DEFAULT '1'::double precision,
  lrs_enabled boolean DEFAULT false,
  response_format text NOT NULL DEFAULT 'tbc',
  stripe_customer_id text,
  stripe_subscription_id text,
  stripe_lrs_subscription_id text,
  subscription_status text NOT NULL DEFAULT 'active',
  tier_effective_date timestamptz,
  payment_failed_at timestamptz,
  api_lang varchar(5) NOT NULL DEFAULT 'en',
  is_system boolean NOT NULL DEFAULT false,
  is_subscriber boolean NOT NULL DEFAULT false,
  is_partner boolean NOT NULL DEFAULT false,
  is_webhook boolean NOT NULL DEFAULT false,
  is_translation boolean NOT NULL DEFAULT false,
  is_rate_limited boolean NOT NULL DEFAULT false,
  is_billing_exempt boolean NOT NULL DEFAULT false,
  group_id integer REFERENCES api_key_groups (id)
);
CREATE INDEX idx_api_keys_hash ON api_keys (key_hash);
CREATE INDEX idx_api_keys_stripe_customer_id ON api_keys (stripe_customer_id) WHERE stripe_customer_id IS NOT NULL;
CREATE INDEX idx_api_keys_stripe_subscription_id ON api_keys (stripe_subscription_id)
  WHERE stripe_subscription_id IS NOT NULL;
CREATE INDEX idx_api_keys_user ON api_keys (user_id);
-- The project's own, for its sorted lists.
CREATE INDEX trinity_users_created_at ON users (created_at DESC, id DESC);
CREATE INDEX trinity_api_keys_created_at ON api_keys (created_at DESC, id DESC);
