DROP FUNCTION
  get_language_profile,
  cancel_task_remaining,
  mark_task_notified,
  record_task_job_completed,
  get_active_tasks,
  get_task_status,
  create_translation_task,
  trinity_task_end,
  trinity_checked_ids;
DROP TABLE translation_task_results;
