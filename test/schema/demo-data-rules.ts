/**
 * What must hold between the rows of the demo data: each statement finds the rows that break its rule. The ids in
 * brackets are of the data dictionary.
 */

/** What the data under test are counted back from: in the middle of a month and not at midnight, so that both count. */
export const UNTIL = new Date('2026-11-18T09:30:00Z');
const MONTH = `timestamptz '2026-11-01Z'`;
const DAY = `timestamptz '2026-11-18Z'`;

export const RULES = {
  'the assets and sources of usage are in the map': `
    SELECT asset, source FROM usage_logs WHERE asset IS NOT NULL AND NOT EXISTS (
      SELECT FROM exchange_asset_map AS map JOIN exchange_feeds USING (exchange_name)
      WHERE map.asset = usage_logs.asset AND source_tag = coalesce(source, source_tag))`,
  'the assets and sources of pushes are in the map': `
    SELECT asset, source FROM webhook_delivery_log AS log WHERE NOT EXISTS (
      SELECT FROM exchange_asset_map AS map JOIN exchange_feeds USING (exchange_name)
      WHERE map.asset = log.asset AND source_tag = source)`,
  'a push is of a subscribed asset, by the subscribed way': `
    SELECT log.* FROM webhook_delivery_log AS log JOIN webhook_subscriptions AS sub ON sub.id = subscription_id
    WHERE asset <> ALL (assets) OR log.delivery_method <> sub.delivery_method`,
  'no more assets than the tier allows, and an interval of 3 to 60 seconds (TB-R26)': `
    SELECT * FROM webhook_subscriptions WHERE cardinality(assets) NOT BETWEEN 1 AND max_assets
      OR interval_seconds NOT BETWEEN 3 AND 60`,
  'nothing is pushed before verification (TB-R26)': `
    SELECT sub.id FROM webhook_subscriptions AS sub
    WHERE (status = 'pending_verification') <> (verified_at IS NULL) OR EXISTS (SELECT FROM webhook_delivery_log
      WHERE subscription_id = sub.id AND (verified_at IS NULL OR created_at < verified_at))`,
  'an attempt follows its failed predecessor under the same number': `
    SELECT * FROM webhook_delivery_log AS log WHERE attempt > 1 AND NOT EXISTS (
      SELECT FROM webhook_delivery_log AS earlier WHERE earlier.subscription_id = log.subscription_id
        AND earlier.sequence_number = log.sequence_number AND earlier.attempt = log.attempt - 1
        AND earlier.status <> 'delivered' AND earlier.created_at < log.created_at)`,
  'sequence numbers rise with time (TB-R27)': `
    SELECT * FROM (SELECT sequence_number, lag(sequence_number) OVER (
      PARTITION BY subscription_id ORDER BY created_at) AS previous FROM webhook_delivery_log) AS pairs
    WHERE sequence_number < previous`,
  'pushes of the month are counted': `
    SELECT sub.id, monthly_push_count FROM webhook_subscriptions AS sub WHERE monthly_push_count <> (
      SELECT count(*) FROM webhook_delivery_log WHERE subscription_id = sub.id AND status = 'delivered'
        AND created_at >= ${MONTH})`,
  'calls of the month are counted': `
    SELECT api_keys.id, current_usage FROM api_keys WHERE current_usage <> (
      SELECT count(*) FROM usage_logs WHERE api_key_id = api_keys.id::text AND "timestamp" >= ${MONTH})`,
  'the last use of a key is the last call, and the last success the last that succeeded': `
    SELECT id FROM api_keys LEFT JOIN (
      SELECT api_key_id, max("timestamp") AS used, max("timestamp") FILTER (WHERE status = 200) AS succeeded
      FROM usage_logs GROUP BY api_key_id) AS logs ON api_key_id = id::text
    WHERE last_used IS DISTINCT FROM used OR last_success IS DISTINCT FROM succeeded`,
  'no metered key is beyond its month': `
    SELECT id FROM api_keys WHERE NOT is_billing_exempt AND current_usage > query_limit`,
  'a call is of the owner of its key, and not before the key': `
    SELECT log.id FROM usage_logs AS log JOIN api_keys AS key ON key.id::text = api_key_id
    WHERE log.user_id IS DISTINCT FROM key.user_id OR log."timestamp" < key.created_at`,
  'a call that failed has no price, and one that did not has': `
    SELECT * FROM usage_logs WHERE (status = 200) <> (price IS NOT NULL) OR (status = 200) = (error IS NOT NULL)
      OR (NOT cached AND cache_age_seconds > 0) OR duration_ms < latency_ms`,
  'reports of the month and the day are counted, in both tables (TB-20)': `
    SELECT id FROM api_keys JOIN (SELECT api_key_id, count(*) FILTER (WHERE report_run_date >= ${MONTH}) AS month,
        count(*) FILTER (WHERE report_run_date >= ${DAY}) AS day, max(report_run_date) AS last
      FROM report_usage_logs GROUP BY api_key_id) AS logs ON api_key_id = id::text
    LEFT JOIN report_count ON report_count.api_key = id
    LEFT JOIN monthly_report_counts AS monthly ON monthly.api_key = api_keys.api_key
    WHERE (monthly_count, daily_count, last_report_date, reset_month) IS DISTINCT FROM (month, day, last, 11)
      OR (monthly_reports_counter, last_report_generated, monthly_reports_allowed)
        IS DISTINCT FROM (month, last::date, monthly_limit) OR monthly_count > monthly_limit OR daily_count > daily_limit`,
  'a report is of days before it': `
    SELECT * FROM report_usage_logs WHERE start_date_filter > end_date_filter OR end_date_filter >= report_run_date
      OR created_at < report_run_date`,
  'flags are those of the group, or more (TB-R10, TB-R11)': `
    SELECT key.id FROM api_keys AS key JOIN api_key_groups AS groups ON groups.id = group_id
    WHERE (key.is_system, key.is_subscriber, key.is_partner, key.is_rate_limited, key.is_billing_exempt) <>
        (groups.is_system, groups.is_subscriber, groups.is_partner, groups.is_rate_limited, groups.is_billing_exempt)
      OR key.is_webhook < groups.is_webhook OR key.is_translation < groups.is_translation`,
  'limits are those of the tier (TB-14)': `
    SELECT key.id FROM api_keys AS key LEFT JOIN rate_limit_template AS own USING (tier)
    JOIN rate_limit_template AS limits ON limits.tier = coalesce(own.tier, 'free')
    WHERE (key.query_limit, key.rate_limit_qps, key.burst_limit, key.minimum_wait_seconds)
      <> (limits.query_limit, limits.rate_limit_qps, limits.burst_limit, limits.min_wait_seconds)`,
  "only system keys are nobody's (TB-R09)": `
    SELECT id FROM api_keys WHERE (user_id IS NULL) <> is_system`,
  'a key is younger than its owner, and past due since a payment failed (TB-R08)': `
    SELECT key.id FROM api_keys AS key LEFT JOIN users ON users.id = user_id
    WHERE key.created_at < users.created_at OR (subscription_status = 'past_due') <> (payment_failed_at IS NOT NULL)
      OR payment_failed_at IS NOT NULL AND NOT EXISTS (SELECT FROM transactions
        WHERE transactions.api_key = key.id::text AND status = 'failed' AND "timestamp" = payment_failed_at)`,
  'amounts are whole cents, and those of plans are in the catalog': `
    SELECT payment.* FROM transactions AS payment WHERE amount_usd * 100 % 1 <> 0 OR type = 'subscription' AND NOT EXISTS (
      SELECT FROM tier_catalog WHERE price_cents = amount_usd * 100
        AND tier_catalog.tier = replace(payment.tier, 'webhook_', ''))`,
  'a payment is of the owner of its key': `
    SELECT payment.id FROM transactions AS payment JOIN api_keys ON api_keys.id::text = payment.api_key
    WHERE payment.user_id IS DISTINCT FROM api_keys.user_id`,
  'replies follow their ticket, in their order, up to its last change': `
    SELECT ticket.id FROM support_tickets AS ticket JOIN (SELECT ticket_id, min(created_at) AS first,
      max(created_at) AS last FROM support_replies GROUP BY ticket_id) AS replies ON ticket_id = ticket.id
    WHERE first <= created_at OR last <> updated_at OR status = 'new'`,
  'what is not English has an English text (TB-R25)': `
    SELECT * FROM support_tickets WHERE (preferred_lang <> 'en') <> (message_en IS NOT NULL) OR message = message_en`,
  "an approved application led to a partner's key": `
    SELECT app.id FROM partner_applications AS app LEFT JOIN api_keys AS key ON key.id = api_key_id
    LEFT JOIN users ON users.id = user_id
    WHERE (status = 'approved') <> (key.id IS NOT NULL AND is_partner) OR (status = 'pending') <> (reviewed_at IS NULL)
      OR contact_email <> users.email OR reviewed_at < app.created_at OR key.created_at < app.created_at`,
  'a newsletter went to those who had subscribed by then': `
    SELECT letter.id FROM newsletters AS letter WHERE subscriber_count <> (
      SELECT count(*) FROM newsletter_subscribers WHERE source = letter.type AND subscribed_at <= sent_at)
      OR open_rate NOT BETWEEN 0 AND 100`,
  'mail that was sent says when, after it was written': `
    SELECT * FROM email_drafts WHERE (status = 'sent') <> (sent_at IS NOT NULL) OR sent_at < created_at
      OR updated_at < created_at OR jsonb_array_length(recipients::jsonb) = 0`,
  'page events are of a page that was viewed before, in the same session': `
    SELECT * FROM page_events AS event WHERE NOT EXISTS (SELECT FROM page_views AS view
      WHERE view.session_id = event.session_id AND view.visitor_id = event.visitor_id
        AND view.page_path = event.page_path AND view.created_at < event.created_at)`,
  'a session has one visitor': `
    SELECT session_id FROM page_views GROUP BY session_id HAVING count(DISTINCT visitor_id) > 1`,
  'a summary sums the three resets of its run': `
    SELECT summary.id FROM cron_reset_summary AS summary WHERE (rows_affected, 3) IS DISTINCT FROM (
      SELECT (sum(rows_affected)::bigint, count(*)::integer) FROM cron_reset_logs AS log
      WHERE log.executed_at BETWEEN summary.executed_at AND summary.executed_at + interval '1 minute')
      OR NOT EXISTS (SELECT FROM cron_execution_logs AS run WHERE run.job_name = 'monthly_reset'
        AND (run.executed_at, run.status, run.rows_affected) =
          (summary.executed_at, summary.status, summary.rows_affected))`,
  'agents tell what happened to them in order, the making first': `
    SELECT agent.id FROM agent_profiles AS agent JOIN agent_profile_events AS event ON agent_profile_id = agent.id
    WHERE agent.name LIKE 'demo-%' AND ((event.name, event.version) <> (agent.name, agent.version)
      OR event.created_at < agent.created_at OR (action = 'created') <> (event.created_at = agent.created_at))`,
  'the view has the calls of each day': `
    SELECT 1 WHERE (SELECT sum(total_requests) FROM mv_usage_daily) <> (SELECT count(*) FROM usage_logs)`,
};

export const TRANSLATION_RULES = {
  'a task counts its jobs by how they ended': `
    SELECT task_id FROM translation_tasks AS task WHERE (total_jobs, completed_jobs, failed_jobs, cancelled_jobs, job_ids)
      IS DISTINCT FROM (SELECT (count(*)::integer, count(*) FILTER (WHERE state = 'completed')::integer,
        count(*) FILTER (WHERE state = 'failed')::integer, count(*) FILTER (WHERE state = 'cancelled')::integer,
        jsonb_agg(job_id ORDER BY submitted_at)) FROM translation_jobs AS job WHERE job.task_id = task.task_id)`,
  'a task ends as its jobs tell, when the last has ended': `
    SELECT task_id, state FROM translation_tasks AS task WHERE state <> CASE
        WHEN completed_jobs + failed_jobs + cancelled_jobs < total_jobs THEN 'running'
        ELSE trinity_task_end(task) END
      OR completed_at IS DISTINCT FROM CASE WHEN state <> 'running' THEN (
        SELECT max(completed_at) FROM translation_jobs AS job WHERE job.task_id = task.task_id) END
      OR notification_sent AND state = 'running'`,
  'jobs that have ended are recorded, so that none counts twice': `
    SELECT job_id FROM translation_jobs AS job WHERE task_id IS NOT NULL
      AND (state IN ('completed', 'failed', 'cancelled')) <> EXISTS (SELECT FROM translation_task_results AS result
        WHERE result.task_id = job.task_id AND result.job_id = job.job_id AND result.state = job.state)`,
  'pairs add up': `
    SELECT job_id FROM translation_jobs WHERE total_pairs <> jsonb_array_length(docs) * jsonb_array_length(langs)
      OR jsonb_array_length(docs) > 6 OR jsonb_array_length(errors) <> failed_pairs
      OR succeeded_pairs + failed_pairs > total_pairs OR bedrock_invocations < total_chunks
      OR state = 'completed' AND succeeded_pairs + failed_pairs <> total_pairs OR state = 'failed' AND failed_pairs = 0
      OR (SELECT count(*) FROM jsonb_object_keys(progress)) <> total_pairs`,
  'three jobs at work and twelve waiting at most (TB-R34)': `
    SELECT state FROM translation_jobs GROUP BY state
    HAVING count(*) > CASE state WHEN 'running' THEN 3 WHEN 'queued' THEN 12 ELSE 1000 END`,
  'times of a job are in order': `
    SELECT job_id FROM translation_jobs WHERE started_at < submitted_at OR completed_at < started_at
      OR completed_at < submitted_at OR elapsed_seconds <> extract(epoch FROM completed_at - started_at)
      OR (state IN ('completed', 'failed', 'cancelled')) <> (completed_at IS NOT NULL)
      OR state IN ('running', 'completed', 'failed') AND started_at IS NULL OR state = 'queued' AND started_at IS NOT NULL`,
  'a retry follows what had failed': `
    SELECT retry.job_id FROM translation_jobs AS retry JOIN translation_jobs AS origin ON origin.job_id = retry.retry_of
    WHERE origin.state <> 'failed' OR retry.submitted_at <= origin.completed_at OR retry.docs <> origin.docs
      OR retry.submitted_by <> 'retry'`,
  'events lie within their job': `
    SELECT event.id FROM translation_job_events AS event JOIN translation_jobs AS job USING (job_id)
    WHERE event.created_at < started_at OR event.created_at > completed_at
      OR doc IS NOT NULL AND NOT (docs ? doc AND langs ? lang)`,
  'events tell how many pairs succeeded and failed': `
    SELECT job_id FROM translation_jobs AS job WHERE started_at IS NOT NULL AND (succeeded_pairs, failed_pairs, 1)
      IS DISTINCT FROM (SELECT (count(*) FILTER (WHERE event_type = 'pair_success')::integer,
        count(*) FILTER (WHERE event_type = 'pair_failed')::integer,
        count(*) FILTER (WHERE event_type = 'job_start')::integer)
      FROM translation_job_events AS event WHERE event.job_id = job.job_id)`,
  'a quote is chunks times rate, pairs times that and what they need, and the markup, in whole cents (TB-R32)': `
    SELECT quote_id FROM translation_quotes WHERE estimated_chunks <> ceil(doc_size_bytes / 15360.0)
      OR cost_per_pair <> estimated_chunks * cost_per_chunk
      OR subtotal <> lang_count * (cost_per_pair + infra_per_pair) OR lang_count <> jsonb_array_length(langs)
      OR total_price <> greatest(1, round(subtotal * (100 + markup_pct) / 100, 2)) OR total_price * 100 % 1 <> 0`,
  'times of a quote fit its state (TB-R32)': `
    SELECT quote_id FROM translation_quotes WHERE expires_at <> created_at + interval '24 hours'
      OR (state IN ('accepted', 'refunded')) <> (accepted_at BETWEEN created_at AND expires_at) IS TRUE
      OR (state = 'declined') <> (declined_at BETWEEN created_at AND expires_at) IS TRUE
      OR (state = 'refunded') <> (refunded_at > accepted_at) IS TRUE OR refund_amount > total_price
      OR (state IN ('accepted', 'refunded')) <> (job_id IS NOT NULL AND stripe_charge_id IS NOT NULL)
      OR state = 'pending' AND expires_at < '${UNTIL.toISOString()}'`,
  'a paid quote became one job of a task that names it, for its customer (TB-49)': `
    SELECT quote_id FROM translation_quotes AS quote JOIN translation_jobs AS job USING (job_id)
    LEFT JOIN translation_tasks AS task USING (task_id)
    LEFT JOIN api_keys AS key ON key.id::text = api_key_id LEFT JOIN users ON users.id = user_id
    WHERE task_type IS DISTINCT FROM 'acceptance' OR NOT quote_ids ? quote_id OR customer_email <> email
      OR docs <> jsonb_build_array(doc_name) OR job.langs <> quote.langs OR job.model <> quote.model
      OR job.submitted_at < accepted_at OR NOT is_translation`,
  'a task names quotes that exist, one for each of its jobs': `
    SELECT task_id FROM translation_tasks AS task WHERE jsonb_array_length(quote_ids) <>
        CASE task_type WHEN 'acceptance' THEN total_jobs ELSE 0 END
      OR EXISTS (SELECT FROM jsonb_array_elements_text(quote_ids) AS named
        WHERE NOT EXISTS (SELECT FROM translation_quotes WHERE quote_id = named))`,
  'target languages have a profile': `
    SELECT job_id, lang FROM translation_jobs, jsonb_array_elements_text(langs) AS lang
    WHERE NOT EXISTS (SELECT FROM language_profiles WHERE lang_code = lang)`,
};
