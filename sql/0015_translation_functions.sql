-- How tasks of the translation service are kept, and what a worker loads (dictionary: functions, TB-R37 to TB-R39).
-- Workers call these from several connections at once; the row of the task is the lock that makes them take turns.
-- Argument names are the dictionary's. Columns share them, so a bare name is a column and arguments get an alias.
-- Refusals: 22004 a value is missing, 22023 a value does not fit, 23505 the task exists, P0002 there is no such task.

CREATE TABLE translation_task_results (
  task_id varchar(64) REFERENCES translation_tasks (task_id) ON DELETE CASCADE,
  job_id varchar(64),
  state varchar(20) NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (task_id, job_id)
);
COMMENT ON TABLE translation_task_results IS
  'The jobs that a task has counted, so that one reported twice counts once. Not part of the documented schema.';

CREATE FUNCTION trinity_checked_ids(ids jsonb, argument text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF jsonb_typeof(ids) <> 'array' OR EXISTS (
    SELECT FROM jsonb_array_elements(ids) AS id
    WHERE jsonb_typeof(id) <> 'string' OR length(id #>> '{}') NOT BETWEEN 1 AND 64
  ) THEN
    RAISE EXCEPTION '% must be a JSON array of ids of 1 to 64 characters', argument
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF jsonb_array_length(ids) > (SELECT count(DISTINCT id) FROM jsonb_array_elements(ids) AS id) THEN
    RAISE EXCEPTION '% names an id twice', argument USING ERRCODE = 'invalid_parameter_value';
  END IF;
  RETURN ids;
END $$;
COMMENT ON FUNCTION trinity_checked_ids IS 'Gives ids back, or refuses what is no JSON array of different ids.';

CREATE FUNCTION trinity_task_end(task translation_tasks) RETURNS varchar LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN task.completed_jobs > 0 AND task.completed_jobs >= task.total_jobs THEN 'succeeded'
    WHEN task.completed_jobs > 0 THEN 'partial'
    WHEN task.failed_jobs > 0 THEN 'failed'
    ELSE 'cancelled'
  END
$$;
COMMENT ON FUNCTION trinity_task_end IS 'The state that a task ends in, told from its counters (dictionary TB-R38).';

CREATE FUNCTION create_translation_task(
  task_id varchar, task_type varchar, customer_email text, quote_ids jsonb, job_ids jsonb, total_jobs integer
) RETURNS translation_tasks LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  new_id ALIAS FOR $1;
  kind varchar := coalesce($2, 'admin_batch');
  quotes jsonb := trinity_checked_ids(coalesce($4, '[]'), 'quote_ids');
  jobs jsonb := trinity_checked_ids(coalesce($5, '[]'), 'job_ids');
  total integer := coalesce($6, jsonb_array_length(jobs));
  task translation_tasks;
BEGIN
  IF new_id IS NULL THEN
    RAISE EXCEPTION 'task_id must not be null' USING ERRCODE = 'null_value_not_allowed';
  END IF;
  IF length(new_id) NOT BETWEEN 1 AND 64 THEN
    RAISE EXCEPTION 'task_id must have 1 to 64 characters' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF kind NOT IN ('acceptance', 'admin_batch') THEN
    RAISE EXCEPTION 'task_type must be acceptance or admin_batch, not %', kind
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF total < 1 OR total < jsonb_array_length(jobs) THEN
    RAISE EXCEPTION 'total_jobs must be 1 or more, and not less than the number of job_ids, which is %',
      jsonb_array_length(jobs) USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO translation_tasks (task_id, task_type, customer_email, quote_ids, job_ids, total_jobs)
  VALUES (new_id, kind, $3, quotes, jobs, total)
  RETURNING * INTO task;
  RETURN task;
END $$;
COMMENT ON FUNCTION create_translation_task IS
  'Creates a task and returns its row. Null means the default of the column, and for total_jobs the number of job_ids. Jobs may be named later: total_jobs may exceed the number of job_ids, and the jobs that are then reported fill it up.';

CREATE FUNCTION get_task_status(task_id varchar) RETURNS TABLE (task translation_tasks, job translation_jobs)
LANGUAGE sql STABLE AS $$
  SELECT task, job
  FROM translation_tasks AS task LEFT JOIN translation_jobs AS job ON job.task_id = task.task_id
  WHERE task.task_id = get_task_status.task_id
  ORDER BY job.submitted_at, job.job_id
$$;
COMMENT ON FUNCTION get_task_status IS
  'A row for each job of the task, the oldest first, with the task beside it: SELECT (task).state, (job).* FROM get_task_status($1). A task without jobs is one row whose job is null; an unknown task is no row.';

CREATE FUNCTION get_active_tasks() RETURNS SETOF translation_tasks LANGUAGE sql STABLE AS $$
  -- running is the one state that is not an end, and has an index of its own.
  SELECT * FROM translation_tasks WHERE state = 'running' ORDER BY submitted_at, id
$$;
COMMENT ON FUNCTION get_active_tasks IS 'Every task that has not ended, the oldest first.';

CREATE FUNCTION record_task_job_completed(task_id varchar, job_id varchar, job_state varchar) RETURNS boolean
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  which_task ALIAS FOR $1;
  which_job ALIAS FOR $2;
  outcome ALIAS FOR $3;
  linked_to varchar;
  task translation_tasks;
BEGIN
  IF which_job IS NULL OR outcome IS NULL THEN
    RAISE EXCEPTION 'job_id and job_state must not be null' USING ERRCODE = 'null_value_not_allowed';
  END IF;
  IF outcome NOT IN ('completed', 'failed', 'cancelled') THEN
    RAISE EXCEPTION 'job_state must be completed, failed or cancelled, not %', outcome
      USING ERRCODE = 'invalid_parameter_value';
  END IF;

  -- The job is locked before its task, here and in cancel_task_remaining: a worker that has just written the job in the
  -- same transaction holds it already, and would otherwise wait for somebody who waits for it.
  SELECT task_id INTO linked_to FROM translation_jobs WHERE job_id = which_job FOR NO KEY UPDATE;
  SELECT * INTO task FROM translation_tasks WHERE task_id = which_task FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no translation task %', which_task USING ERRCODE = 'no_data_found';
  END IF;
  IF linked_to <> which_task
    OR (NOT task.job_ids ? which_job AND jsonb_array_length(task.job_ids) >= task.total_jobs)
  THEN
    RAISE EXCEPTION 'job % is not one of task %', which_job, which_task USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF task.state <> 'running' THEN
    RETURN true;
  END IF;

  INSERT INTO translation_task_results (task_id, job_id, state) VALUES (which_task, which_job, outcome)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE translation_jobs SET state = outcome, completed_at = coalesce(completed_at, now()), updated_at = now()
  WHERE job_id = which_job AND task_id = which_task AND state IN ('queued', 'running');

  task.completed_jobs := task.completed_jobs + (outcome = 'completed')::integer;
  task.failed_jobs := task.failed_jobs + (outcome = 'failed')::integer;
  task.cancelled_jobs := task.cancelled_jobs + (outcome = 'cancelled')::integer;
  IF NOT task.job_ids ? which_job THEN
    task.job_ids := task.job_ids || to_jsonb(which_job);
  END IF;
  IF task.completed_jobs + task.failed_jobs + task.cancelled_jobs >= task.total_jobs THEN
    task.state := trinity_task_end(task);
    task.completed_at := now();
  END IF;
  UPDATE translation_tasks SET
    state = task.state, completed_at = task.completed_at, job_ids = task.job_ids,
    completed_jobs = task.completed_jobs, failed_jobs = task.failed_jobs, cancelled_jobs = task.cancelled_jobs
  WHERE task_id = which_task;
  RETURN task.state <> 'running';
END $$;
COMMENT ON FUNCTION record_task_job_completed IS
  'Counts a job that has ended, once however often it is reported, and tells whether all jobs of the task have. The row of the job takes the state too unless it has ended already. What comes after the task has ended changes nothing.';

CREATE FUNCTION mark_task_notified(task_id varchar) RETURNS boolean LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  which_task ALIAS FOR $1;
BEGIN
  UPDATE translation_tasks SET notification_sent = true WHERE task_id = which_task AND NOT notification_sent;
  IF FOUND THEN
    RETURN true;
  END IF;
  IF NOT EXISTS (SELECT FROM translation_tasks WHERE task_id = which_task) THEN
    RAISE EXCEPTION 'there is no translation task %', which_task USING ERRCODE = 'no_data_found';
  END IF;
  RETURN false;
END $$;
COMMENT ON FUNCTION mark_task_notified IS
  'True for one caller, who then sends the notification; false for everybody after.';

CREATE FUNCTION cancel_task_remaining(task_id varchar, reason text) RETURNS integer LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  which_task ALIAS FOR $1;
  why ALIAS FOR $2;
  task translation_tasks;
  pending integer;
  completed integer;
  failed integer;
  cancelled integer;
BEGIN
  PERFORM FROM translation_jobs WHERE task_id = which_task ORDER BY id FOR NO KEY UPDATE;
  SELECT * INTO task FROM translation_tasks WHERE task_id = which_task FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no translation task %', which_task USING ERRCODE = 'no_data_found';
  END IF;
  IF task.state <> 'running' THEN
    RETURN 0;
  END IF;

  -- A job that had ended and was not reported yet counts as what it is. All else that is missing counts as cancelled,
  -- also what has no row.
  SELECT count(*) FILTER (WHERE state = 'completed'), count(*) FILTER (WHERE state = 'failed') INTO completed, failed
  FROM translation_jobs AS job WHERE task_id = which_task AND NOT EXISTS (
    SELECT FROM translation_task_results AS result WHERE result.task_id = which_task AND result.job_id = job.job_id
  );
  pending := greatest(0, task.total_jobs - task.completed_jobs - task.failed_jobs - task.cancelled_jobs);
  completed := least(completed, pending);
  failed := least(failed, pending - completed);
  cancelled := pending - completed - failed;

  UPDATE translation_jobs SET state = 'cancelled', reason = why, completed_at = now(), updated_at = now()
  WHERE task_id = which_task AND state IN ('queued', 'running');
  task.completed_jobs := task.completed_jobs + completed;
  task.failed_jobs := task.failed_jobs + failed;
  UPDATE translation_tasks SET
    state = CASE WHEN cancelled > 0 THEN 'cancelled' ELSE trinity_task_end(task) END, completed_at = now(),
    completed_jobs = task.completed_jobs, failed_jobs = task.failed_jobs, cancelled_jobs = cancelled_jobs + cancelled
  WHERE task_id = which_task;
  RETURN cancelled;
END $$;
COMMENT ON FUNCTION cancel_task_remaining IS
  'Cancels every job of the task that has not ended, ends the task, and returns how many jobs it cancelled: 0 when the task has ended already.';

CREATE FUNCTION get_language_profile(lang_code varchar) RETURNS SETOF language_profiles LANGUAGE sql STABLE AS $$
  SELECT * FROM language_profiles WHERE lang_code = get_language_profile.lang_code
$$;
COMMENT ON FUNCTION get_language_profile IS
  'The profile of a language. No row for a language without one: the worker then goes by defaults of its own.';
