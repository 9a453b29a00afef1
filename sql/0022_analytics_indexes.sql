-- What the lists of the graph are filtered and sorted by, with the key that breaks ties.

-- Logs grow by millions: all lists of them begin with an index that has their rows in order. Those of a key, an account
-- or an asset are sorted by an expression that means the same as the time, because by the time itself the planner likes to
-- walk back through everybody's logs instead, past any number of rows, in the hope of the wanted ones.
DROP INDEX trinity_usage_logs_api_key_id, trinity_usage_logs_user_id;
CREATE INDEX trinity_usage_logs_timestamp ON usage_logs ("timestamp" DESC, id DESC);
CREATE INDEX trinity_usage_logs_api_key_id ON usage_logs (api_key_id, ("timestamp" AT TIME ZONE 'UTC') DESC, id DESC);
CREATE INDEX trinity_usage_logs_user_id ON usage_logs (user_id, ("timestamp" AT TIME ZONE 'UTC') DESC, id DESC);
CREATE INDEX trinity_usage_logs_asset ON usage_logs (asset, ("timestamp" AT TIME ZONE 'UTC') DESC, id DESC);
CREATE INDEX trinity_usage_logs_source ON usage_logs (source, ("timestamp" AT TIME ZONE 'UTC') DESC, id DESC);
CREATE INDEX trinity_usage_logs_cluster_node ON usage_logs (cluster_node, ("timestamp" AT TIME ZONE 'UTC') DESC, id DESC);
CREATE INDEX trinity_usage_logs_ip_address ON usage_logs (ip_address, ("timestamp" AT TIME ZONE 'UTC') DESC, id DESC);
-- And an asset among the calls of one key or one account.
CREATE INDEX trinity_usage_logs_api_key_id_asset ON usage_logs (api_key_id, asset, ("timestamp" AT TIME ZONE 'UTC') DESC, id DESC);
CREATE INDEX trinity_usage_logs_user_id_asset ON usage_logs (user_id, asset, ("timestamp" AT TIME ZONE 'UTC') DESC, id DESC);

CREATE INDEX trinity_report_usage_logs_created_at ON report_usage_logs (created_at DESC, id DESC);
CREATE INDEX trinity_report_count_last_report_date ON report_count (last_report_date DESC, api_key DESC);

-- By the expressions of MONTHLY_COUNTS in subgraphs/analytics/queries-reports.ts.
CREATE INDEX trinity_monthly_report_counts_key_id ON monthly_report_counts
  ((substring(lower(api_key) FROM '^(?:.*[.]{3})?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$')));
CREATE INDEX trinity_monthly_report_counts_id ON monthly_report_counts ((md5('monthly_report_counts ' || api_key)::uuid));
CREATE INDEX trinity_monthly_report_counts_last_report_generated ON monthly_report_counts
  (last_report_generated DESC, (md5('monthly_report_counts ' || api_key)::uuid) DESC);

CREATE INDEX trinity_page_views_created_at ON page_views (created_at DESC, id DESC);
CREATE INDEX trinity_page_views_page_path ON page_views (page_path, created_at DESC, id DESC);
CREATE INDEX trinity_page_views_visitor_id ON page_views (visitor_id, created_at DESC, id DESC);
CREATE INDEX trinity_page_events_created_at ON page_events (created_at DESC, id DESC);
CREATE INDEX trinity_page_events_page_path ON page_events (page_path, created_at DESC, id DESC);
CREATE INDEX trinity_page_events_event_type ON page_events (event_type, created_at DESC, id DESC);

CREATE INDEX trinity_cron_execution_logs_executed_at ON cron_execution_logs (executed_at DESC, id DESC);
CREATE INDEX trinity_cron_execution_logs_job_name ON cron_execution_logs (job_name, executed_at DESC, id DESC);
CREATE INDEX trinity_cron_reset_logs_executed_at ON cron_reset_logs (executed_at DESC, id DESC);
CREATE INDEX trinity_cron_reset_logs_job_name ON cron_reset_logs (job_name, executed_at DESC, id DESC);
