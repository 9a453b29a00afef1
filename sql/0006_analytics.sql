-- What was asked of the platform. No foreign keys: a log outlives the key and the user that it names.

CREATE TABLE usage_logs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid,
  api_key_id text,
  "timestamp" timestamptz DEFAULT now(),
  ip_address text,
  query_type text,
  duration_ms integer,
  token_count integer,
  metadata jsonb,
  latency_ms integer DEFAULT 0,
  status integer,
  error text,
  cached boolean DEFAULT false,
  asset text,
  cache_age_seconds numeric DEFAULT 0.0,
  cluster_node varchar(50) DEFAULT 'BeastMain',
  aws_region varchar(20) DEFAULT 'us-east-2',
  source text,
  price float8 DEFAULT 0,
  api_lang varchar(5) NOT NULL DEFAULT 'en'
);
CREATE INDEX idx_usage_logs_asset ON usage_logs (asset);
CREATE INDEX idx_usage_logs_ip ON usage_logs (ip_address);
CREATE INDEX idx_usage_logs_timestamp ON usage_logs ("timestamp");
CREATE INDEX idx_usage_logs_timestamp_asset ON usage_logs ("timestamp", asset);
CREATE INDEX idx_usage_logs_timestamp_api_key_id ON usage_logs ("timestamp", api_key_id);
CREATE INDEX idx_usage_logs_timestamp_source ON usage_logs ("timestamp", source);
CREATE INDEX idx_usage_logs_timestamp_cluster_node ON usage_logs ("timestamp", cluster_node);
-- The project's own: the latest calls of a key, and those of an account.
CREATE INDEX trinity_usage_logs_api_key_id ON usage_logs (api_key_id, "timestamp" DESC, id DESC);
CREATE INDEX trinity_usage_logs_user_id ON usage_logs (user_id, "timestamp" DESC, id DESC);
