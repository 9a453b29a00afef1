-- The project's own, for the lists and look-ups of the graph.

CREATE INDEX trinity_users_email ON users (lower(email));
CREATE INDEX trinity_api_keys_user_id ON api_keys (user_id, created_at DESC, id DESC);
-- The tier that rate_limit_template has the limits of: a key for pushed prices alone may leave out the "webhook_"
-- (dictionary TB-12). LIMIT_TIER in subgraphs/identity/queries.ts is this very expression.
CREATE INDEX trinity_api_keys_limit_tier ON api_keys (
  (CASE WHEN is_webhook AND NOT is_subscriber AND NOT is_partner AND NOT starts_with(lower(tier), 'webhook_')
   THEN 'webhook_' || lower(tier) ELSE lower(tier) END),
  created_at DESC, id DESC
);
CREATE INDEX trinity_agent_profile_events_created_at ON agent_profile_events (created_at DESC, id DESC);
