-- What the lists of the graph are filtered and sorted by, with the key that breaks ties.
CREATE INDEX trinity_translation_jobs_submitted_at ON translation_jobs (submitted_at DESC, id DESC);
CREATE INDEX trinity_translation_jobs_state ON translation_jobs (lower(state), submitted_at DESC, id DESC);
CREATE INDEX trinity_translation_jobs_model ON translation_jobs (model, submitted_at DESC, id DESC);
CREATE INDEX trinity_translation_jobs_task_id ON translation_jobs (task_id, submitted_at DESC, id DESC)
  WHERE task_id IS NOT NULL;
CREATE INDEX trinity_translation_jobs_retry_of ON translation_jobs (retry_of, submitted_at DESC, id DESC)
  WHERE retry_of IS NOT NULL;

CREATE INDEX trinity_translation_job_events_created_at ON translation_job_events (created_at DESC, id DESC);
CREATE INDEX trinity_translation_job_events_event_type ON translation_job_events (event_type, created_at DESC, id DESC);
CREATE INDEX trinity_translation_job_events_lang ON translation_job_events (lang, created_at DESC, id DESC)
  WHERE lang IS NOT NULL;

CREATE INDEX trinity_translation_quotes_created_at ON translation_quotes (created_at DESC, id DESC);
CREATE INDEX trinity_translation_quotes_expires_at ON translation_quotes (expires_at DESC, id DESC);
CREATE INDEX trinity_translation_quotes_state ON translation_quotes (lower(state), created_at DESC, id DESC);
CREATE INDEX trinity_translation_quotes_model ON translation_quotes (model, created_at DESC, id DESC);
CREATE INDEX trinity_translation_quotes_job_id ON translation_quotes (job_id, created_at DESC, id DESC)
  WHERE job_id IS NOT NULL;

CREATE INDEX trinity_translation_tasks_submitted_at ON translation_tasks (submitted_at DESC, id DESC);
CREATE INDEX trinity_translation_tasks_state ON translation_tasks (lower(state), submitted_at DESC, id DESC);
CREATE INDEX trinity_translation_tasks_customer ON translation_tasks
  (lower(customer_email), submitted_at DESC, id DESC);
-- Which task names a quote, or a job.
CREATE INDEX trinity_translation_tasks_quote_ids ON translation_tasks USING gin (quote_ids);
CREATE INDEX trinity_translation_tasks_job_ids ON translation_tasks USING gin (job_ids);
