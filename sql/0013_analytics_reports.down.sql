DROP TABLE
  application_parameter_profiles,
  application_parameters,
  cron_reset_summary,
  cron_reset_logs,
  cron_execution_logs,
  page_events,
  page_views,
  report_parameters,
  monthly_report_counts,
  report_count,
  report_usage_logs;
