-- The translation service: 120 tasks with their jobs, jobs outside of a task, and retries of what failed.

CREATE TEMP TABLE demo_tasks ON COMMIT DROP AS
SELECT number AS n, plan.kind, state, key.id AS key_id, key.email, submitted_at,
  pg_temp.ulid(submitted_at, 'task', number) AS task_id,
  CASE state WHEN 'running' THEN 3 WHEN 'partial' THEN 2 + pg_temp.dice('jobs', number, 2)
    ELSE 1 + pg_temp.dice('jobs', number, 3) END AS jobs
FROM generate_series(1, 120) AS number
CROSS JOIN LATERAL (
  SELECT CASE WHEN number % 3 = 0 THEN 'admin_batch' ELSE 'acceptance' END AS kind,
    CASE WHEN number >= 118 THEN 'running' WHEN number % 11 = 4 THEN 'partial' WHEN number % 17 = 6 THEN 'failed'
      WHEN number % 19 = 7 THEN 'cancelled' ELSE 'succeeded' END AS state,
    pg_temp.demo_until() - CASE WHEN number >= 118 THEN interval '50 minutes' - number % 3 * interval '4 minutes'
      ELSE interval '2 days' + pg_temp.span('90 days', 'task', number) END AS submitted_at
) AS plan
-- The first account has ordered something in every state.
JOIN demo_keys AS key ON key.n = CASE WHEN number IN (1, 4, 23, 26, 118) THEN 3001 ELSE 3001 + number * 7 % 60 END;

-- Never more than three at work and twelve waiting (dictionary TB-R34). 2001 and after stand alone; 5000 and more are
-- retries, of the job that has 5000 less.
CREATE TEMP TABLE demo_jobs ON COMMIT DROP AS
WITH planned (n, task_n, state, submitted_at, by, retry_of) AS (
  SELECT 10 * task.n + place, task.n,
    CASE task.state
      WHEN 'running' THEN (CASE task.n WHEN 118 THEN '{completed,running,queued}'
        ELSE '{running,queued,queued}' END::text[])[place]
      WHEN 'partial' THEN (CASE task.n % 2 WHEN 0 THEN '{completed,failed,completed}'
        ELSE '{completed,failed,cancelled}' END::text[])[place]
      WHEN 'succeeded' THEN 'completed'
      ELSE task.state
    END,
    task.submitted_at + place * interval '1 second', 'admin-api', NULL::integer
  FROM demo_tasks AS task, generate_series(1, jobs) AS place
  UNION ALL
  SELECT 2000 + number, NULL,
    pg_temp.pick('{completed,completed,completed,completed,failed,cancelled}', 'alone', number),
    pg_temp.demo_until() - interval '3 days' - pg_temp.span('60 days', 'alone', number),
    CASE number % 2 WHEN 0 THEN 'cli' ELSE 'admin-api' END, NULL
  FROM generate_series(1, 60) AS number
), ended AS (
  SELECT * FROM planned
  UNION ALL
  SELECT 5000 + n, NULL, 'completed', submitted_at + interval '20 hours', 'retry', n
  FROM planned WHERE state = 'failed' AND n % 2 = 0
)
SELECT ended.*, pg_temp.ulid(submitted_at, 'job', n) AS job_id,
  pg_temp.pick('{claude-sonnet-4.6,claude-sonnet-4.6,claude-sonnet-4.6,claude-haiku-3.5,claude-opus-4}',
    'model', source) AS model,
  -- A quote is for one document.
  CASE WHEN source < 2000 AND source / 10 % 3 > 0 THEN 1 ELSE 1 + pg_temp.dice('docs', source, 4) END AS docs,
  1 + pg_temp.dice('langs', source, 5) AS langs,
  CASE WHEN state <> 'queued' AND NOT (state = 'cancelled' AND task_n IS NOT NULL)
    THEN submitted_at + interval '20 seconds' + pg_temp.span('3 minutes', 'starts', n) END AS started_at
FROM ended, LATERAL (SELECT coalesce(retry_of, n) AS source) AS original;

-- Each document in each language, in the order of work, and what became of it.
CREATE TEMP TABLE demo_pairs ON COMMIT DROP AS
SELECT job.n, pair, pairs, doc, lang, size, chunks,
  CASE job.state
    WHEN 'completed' THEN CASE WHEN pair > 1 AND pg_temp.dice('pair', 100 * job.n + pair, 16) = 0 THEN 'failed'
      ELSE 'success' END
    WHEN 'failed' THEN CASE WHEN pair <= pairs / 3 THEN 'success' ELSE 'failed' END
    WHEN 'running' THEN CASE WHEN pair <= pairs / 2 THEN 'success' WHEN pair = pairs / 2 + 1 THEN 'started'
      ELSE 'pending' END
    WHEN 'cancelled' THEN CASE WHEN started_at IS NOT NULL AND pair <= pairs / 4 THEN 'success' ELSE 'pending' END
    ELSE 'pending'
  END AS outcome
FROM demo_jobs AS job
CROSS JOIN LATERAL (SELECT docs * langs AS pairs, coalesce(retry_of, n) AS source) AS told
CROSS JOIN LATERAL generate_series(1, pairs) AS pair
CROSS JOIN LATERAL (
  SELECT 10 * source + (pair - 1) / langs AS doc_n,
    ('{es,fr,de,ja,ar,hi,pt,zh,ru,ko,ur}'::text[])[1 + (source + (pair - 1) % langs) % 11] AS lang
) AS placed
CROSS JOIN LATERAL (
  SELECT pg_temp.pick('{guide,handbook,report,contract,manual,letter}', 'doc', doc_n) || '-' || doc_n || '.html' AS doc,
    4000 + pg_temp.dice('size', doc_n, 200000) AS size
) AS document
CROSS JOIN LATERAL (SELECT ceil(size / 15360.0)::integer AS chunks) AS cut;

-- What a chunk costs is the default rates of the catalog's models for 15 KB, rounded.
CREATE TEMP TABLE demo_results ON COMMIT DROP AS
SELECT sums.*, rate * sent AS cost,
  CASE WHEN job.state IN ('completed', 'failed') THEN started_at + (30 + 5 * sent) * interval '1 second'
    WHEN job.state = 'cancelled' THEN coalesce(started_at, submitted_at) + interval '4 minutes' END AS completed_at
FROM demo_jobs AS job
JOIN (VALUES ('claude-sonnet-4.6', 0.0900), ('claude-haiku-3.5', 0.0240), ('claude-opus-4', 0.4500))
  AS rates (model, rate)
  USING (model)
JOIN (
  SELECT n, max(pairs) AS pairs, count(*) FILTER (WHERE outcome = 'success')::integer AS succeeded,
    count(*) FILTER (WHERE outcome = 'failed')::integer AS failed,
    coalesce(sum(chunks) FILTER (WHERE outcome IN ('success', 'failed')), 0)::integer AS chunks,
    -- What fails was sent a second time before it was given up.
    coalesce(sum(chunks * CASE outcome WHEN 'failed' THEN 2 WHEN 'success' THEN 1 ELSE 0 END), 0)::integer AS sent,
    jsonb_object_agg(doc || ':' || lang, outcome) AS progress,
    coalesce(jsonb_agg(jsonb_build_object('doc', doc, 'lang', lang, 'error', 'tags were lost in translation')
      ORDER BY pair)
      FILTER (WHERE outcome = 'failed'), '[]') AS errors,
    jsonb_agg(DISTINCT doc) AS docs_json, jsonb_agg(DISTINCT lang) AS langs_json
  FROM demo_pairs GROUP BY n
) AS sums ON sums.n = job.n;

INSERT INTO translation_tasks
  (id, task_id, task_type, state, customer_email, quote_ids, job_ids, total_jobs, completed_jobs, failed_jobs,
   cancelled_jobs, notification_sent, submitted_at, completed_at, created_at)
SELECT pg_temp.demo_number(task.n), task.task_id, kind, task.state, CASE kind WHEN 'acceptance' THEN task.email END,
  CASE kind WHEN 'acceptance' THEN quotes ELSE '[]' END, ids, jobs, completed, failed, cancelled,
  task.state <> 'running' AND task.n <> 117, task.submitted_at, CASE WHEN task.state <> 'running' THEN ended_at END,
  task.submitted_at
FROM demo_tasks AS task
JOIN (
  SELECT task_n AS n, jsonb_agg(job_id ORDER BY job.n) AS ids, max(completed_at) AS ended_at,
    jsonb_agg(pg_temp.ulid(submitted_at - interval '1 hour', 'quote', job.n) ORDER BY job.n) AS quotes,
    count(*) FILTER (WHERE state = 'completed') AS completed, count(*) FILTER (WHERE state = 'failed') AS failed,
    count(*) FILTER (WHERE state = 'cancelled') AS cancelled
  FROM demo_jobs AS job JOIN demo_results USING (n) GROUP BY task_n
) AS sums USING (n)
ON CONFLICT DO NOTHING;

INSERT INTO translation_jobs
  (id, job_id, task_id, state, submitted_at, started_at, completed_at, submitted_by, docs, langs, options, progress,
   errors, bedrock_cost_usd, bedrock_invocations, total_chunks, total_pairs, succeeded_pairs, failed_pairs,
   elapsed_seconds, step_function_arn, retry_of, idempotency_key, cloudfront_invalidation_ids, search_index_rebuilt,
   notification_sent, created_at, updated_at, reason, model)
SELECT pg_temp.demo_id('job', job.n), job.job_id, task.task_id, job.state, job.submitted_at,
  job.started_at, demo_results.completed_at,
  job.by, docs_json, langs_json, CASE job.n % 5 WHEN 0 THEN '{"chunkKb": 12}' ELSE '{}' END::jsonb, progress, errors,
  cost, sent, chunks, pairs, succeeded, failed,
  extract(epoch FROM demo_results.completed_at - job.started_at)::integer,
  CASE WHEN job.started_at IS NOT NULL
    THEN 'arn:aws:states:us-east-2:000000000000:execution:demo-translation:' || job.job_id END,
  origin.job_id, CASE WHEN job.n % 4 = 0 THEN 'demo-' || job.n END,
  CASE WHEN job.state = 'completed' THEN jsonb_build_array('I' || upper(left(md5('invalidation ' || job.n), 13)))
    ELSE '[]' END,
  job.state = 'completed', job.task_n IS NULL AND job.state IN ('completed', 'failed'), job.submitted_at,
  coalesce(demo_results.completed_at, job.started_at, job.submitted_at),
  CASE job.state WHEN 'failed' THEN 'too many pairs failed' WHEN 'cancelled' THEN 'cancelled by admin@example.com' END,
  job.model
FROM demo_jobs AS job
JOIN demo_results USING (n)
LEFT JOIN demo_tasks ON demo_tasks.n = job.task_n
LEFT JOIN translation_tasks AS task ON task.task_id = demo_tasks.task_id
LEFT JOIN demo_jobs AS origin ON origin.n = job.retry_of
WHERE job.task_n IS NULL OR task.id IS NOT NULL
ON CONFLICT DO NOTHING;

-- So that a job that has ended does not count a second time when it is reported again.
INSERT INTO translation_task_results (task_id, job_id, state, recorded_at)
SELECT job.task_id, job.job_id, job.state, job.completed_at
FROM demo_jobs AS demo JOIN translation_jobs AS job ON job.id = pg_temp.demo_id('job', demo.n)
WHERE job.task_id IS NOT NULL AND demo.state IN ('completed', 'failed', 'cancelled') AND job.state = demo.state
ON CONFLICT DO NOTHING;
