DROP INDEX
  trinity_cron_execution_logs_executed_at,
  trinity_cron_execution_logs_job_name,
  trinity_cron_reset_logs_executed_at,
  trinity_cron_reset_logs_job_name,
  trinity_monthly_report_counts_id,
  trinity_monthly_report_counts_key_id,
  trinity_monthly_report_counts_last_report_generated,
  trinity_page_events_created_at,
  trinity_page_events_event_type,
  trinity_page_events_page_path,
  trinity_page_views_created_at,
  trinity_page_views_page_path,
  trinity_page_views_visitor_id,
  trinity_report_count_last_report_date,
  trinity_report_usage_logs_created_at,
  trinity_usage_logs_api_key_id,
  trinity_usage_logs_api_key_id_asset,
  trinity_usage_logs_asset,
  trinity_usage_logs_cluster_node,
  trinity_usage_logs_ip_address,
  trinity_usage_logs_source,
  trinity_usage_logs_timestamp,
  trinity_usage_logs_user_id,
  trinity_usage_logs_user_id_asset;

CREATE INDEX trinity_usage_logs_api_key_id ON usage_logs (api_key_id, "timestamp" DESC, id DESC);
CREATE INDEX trinity_usage_logs_user_id ON usage_logs (user_id, "timestamp" DESC, id DESC);
