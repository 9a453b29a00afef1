-- What happened to each job, and the quotes: those that became jobs, and those that never did.

-- The times of the pairs divide the time that the job has taken; a running one has got as far as now.
INSERT INTO translation_job_events (id, job_id, event_type, doc, lang, detail, created_at)
SELECT pg_temp.demo_number(100 * job.n + place), job.job_id, event, doc, lang, detail, at
FROM demo_jobs AS job
JOIN demo_results USING (n)
CROSS JOIN LATERAL (
  SELECT (coalesce(demo_results.completed_at, pg_temp.demo_until() - interval '1 second') - job.started_at)
    / (pairs + 1) AS turn
) AS clock
CROSS JOIN LATERAL (
  SELECT 1, 'job_start', NULL, NULL, jsonb_build_object('pairs', pairs), job.started_at
  UNION ALL
  SELECT 3 * pair - 1, 'pair_start', doc, lang, jsonb_build_object('chunks', pair.chunks),
    job.started_at + pair * turn - 0.9 * turn
  FROM demo_pairs AS pair WHERE pair.n = job.n AND outcome IN ('success', 'failed', 'started')
  UNION ALL
  SELECT 3 * pair, 'pair_retry', doc, lang,
    jsonb_build_object('error', 'tags were lost in translation', 'shrinkPct', 30),
    job.started_at + pair * turn - 0.5 * turn
  FROM demo_pairs AS pair WHERE pair.n = job.n AND outcome = 'failed'
  UNION ALL
  SELECT 3 * pair + 1, 'pair_' || outcome, doc, lang,
    CASE outcome WHEN 'failed' THEN jsonb_build_object('error', 'tags were lost in translation')
      ELSE jsonb_build_object('chunks', pair.chunks, 'seconds', round(extract(epoch FROM 0.9 * turn), 1)) END,
    job.started_at + pair * turn
  FROM demo_pairs AS pair WHERE pair.n = job.n AND outcome IN ('success', 'failed')
  UNION ALL
  SELECT 99, CASE job.state WHEN 'completed' THEN 'job_complete' WHEN 'failed' THEN 'job_failed'
    ELSE 'job_cancelled' END,
    NULL, NULL, jsonb_build_object('succeeded', succeeded, 'failed', failed), demo_results.completed_at
  WHERE demo_results.completed_at IS NOT NULL
) AS told (place, event, doc, lang, detail, at)
JOIN translation_jobs ON translation_jobs.id = pg_temp.demo_id('job', job.n)
WHERE at IS NOT NULL
ON CONFLICT DO NOTHING;

-- The first of them are of the first account.
CREATE TEMP TABLE demo_quotes ON COMMIT DROP AS
SELECT job.n, job.n AS pages_of, task.key_id, job.model, translation_jobs.job_id, job.langs,
  CASE WHEN job.state IN ('failed', 'cancelled') THEN 'refunded' ELSE 'accepted' END AS state,
  job.submitted_at - interval '1 hour' AS created_at, job.submitted_at - interval '5 seconds' AS settled_at,
  demo_results.completed_at + interval '2 hours' AS refunded_at
FROM demo_tasks AS task
JOIN demo_jobs AS job ON job.task_n = task.n
JOIN demo_results ON demo_results.n = job.n
JOIN translation_jobs ON translation_jobs.id = pg_temp.demo_id('job', job.n)
WHERE kind = 'acceptance'
UNION ALL
SELECT 3000 + number, 3000 + number, key.id, 'claude-sonnet-4.6', NULL, 1 + pg_temp.dice('quoted langs', number, 5),
  state, at,
  CASE state WHEN 'declined' THEN at + interval '10 minutes' + pg_temp.span('20 hours', 'declined', number) END, NULL
FROM generate_series(1, 120) AS number
CROSS JOIN LATERAL (
  SELECT ('{pending,declined,expired,declined,expired,declined}'::text[])[1 + number % 6] AS state
) AS course
CROSS JOIN LATERAL (
  SELECT pg_temp.demo_until() - CASE state WHEN 'pending' THEN interval '10 minutes'
    + pg_temp.span('20 hours', 'quote', number)
    ELSE interval '2 days' + pg_temp.span('90 days', 'quote', number) END AS at
) AS time
JOIN demo_keys AS key ON key.n = CASE WHEN number <= 6 THEN 3001 ELSE 3001 + number * 7 % 60 END;

-- A chunk costs what the model takes, more where the text is difficult; a pair its chunks; the whole is the pairs with
-- what they need to be kept and delivered, and the markup, to the cent and not below a dollar (dictionary TB-R32,
-- TB-52).
INSERT INTO translation_quotes
  (id, quote_id, api_key_id, doc_url, doc_name, doc_size_bytes, estimated_chunks, difficulty, code_blocks, diagrams,
   langs, lang_count, cost_per_chunk, cost_per_pair, infra_per_pair, subtotal, markup_pct, total_price, model, state,
   expires_at, accepted_at, declined_at, stripe_payment_intent_id, stripe_charge_id, job_id, refunded_at, refund_amount,
   refund_id, protected_terms, created_at, updated_at)
SELECT pg_temp.demo_number(quote.n), pg_temp.ulid(quote.created_at, 'quote', quote.n), key_id,
  'https://files.example.com/' || key_id || '/' || doc, doc, size, chunks, difficulty, code_blocks, code_blocks / 4,
  langs_json, quote.langs, per_chunk, per_pair, infra, subtotal, 30, total, model, state,
  created_at + interval '24 hours',
  CASE WHEN state IN ('accepted', 'refunded') THEN settled_at END, CASE state WHEN 'declined' THEN settled_at END,
  CASE WHEN state IN ('accepted', 'refunded') THEN pg_temp.stripe('pi', 'quote', quote.n) END,
  CASE WHEN state IN ('accepted', 'refunded') THEN pg_temp.stripe('ch', 'quote', quote.n) END, job_id,
  CASE state WHEN 'refunded' THEN refunded_at END, CASE state WHEN 'refunded' THEN total END,
  CASE state WHEN 'refunded' THEN pg_temp.stripe('re', 'quote', quote.n) END,
  CASE quote.n % 3 WHEN 0 THEN '["Trinity", "Beast"]' ELSE '[]' END::jsonb, created_at,
  CASE state WHEN 'refunded' THEN refunded_at WHEN 'expired' THEN created_at + interval '24 hours'
    ELSE coalesce(settled_at, created_at) END
FROM demo_quotes AS quote
CROSS JOIN LATERAL (
  SELECT doc, size, ceil(size / 15360.0)::integer AS chunks, code_blocks,
    CASE WHEN code_blocks > 15 THEN 'complex' WHEN code_blocks > 7 THEN 'technical' ELSE 'standard' END AS difficulty
  FROM (SELECT 4000 + pg_temp.dice('size', 10 * pages_of, 200000) AS size,
    pg_temp.pick('{guide,handbook,report,contract,manual,letter}', 'doc', 10 * pages_of) || '-' || 10 * pages_of
      || '.html' AS doc,
    pg_temp.dice('code', pages_of, 20) AS code_blocks) AS thrown
) AS document
CROSS JOIN LATERAL (
  SELECT jsonb_agg(DISTINCT ('{es,fr,de,ja,ar,hi,pt,zh,ru,ko,ur}'::text[])[1 + (pages_of + place) % 11]) AS langs_json
  FROM generate_series(0, quote.langs - 1) AS place
) AS targets
CROSS JOIN LATERAL (
  SELECT (CASE model WHEN 'claude-opus-4' THEN 0.45 WHEN 'claude-haiku-3.5' THEN 0.024 ELSE 0.09 END
    * CASE difficulty WHEN 'complex' THEN 1.35 WHEN 'technical' THEN 1.15 ELSE 1 END)::numeric(8, 4) AS per_chunk,
    0.0200 AS infra
) AS rates
CROSS JOIN LATERAL (SELECT chunks * per_chunk AS per_pair) AS pair
CROSS JOIN LATERAL (SELECT quote.langs * (per_pair + infra) AS subtotal) AS sum
CROSS JOIN LATERAL (SELECT greatest(1.00, round(subtotal * 1.30, 2)) AS total) AS price
ON CONFLICT DO NOTHING;
