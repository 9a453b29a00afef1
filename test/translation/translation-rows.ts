/**
 * Further rows beside the shared fixtures: quotes of every owner, tasks that list jobs and quotes, events, and a small
 * catalog of models, languages and settings in place of the seeded one. Some rows hold what no rule allows.
 */
import { type Database, sql } from '../../platform/database.ts';
import { KEYS, SECRETS } from '../support/fixtures.ts';

/** No double holds it. */
export const BIG = '9007199254740993';

export const job = (number: number) => `99999999-0000-4000-8000-${String(number).padStart(12, '0')}`;

export async function insertTranslationRows(database: Database): Promise<void> {
  for (const statement of STATEMENTS) await database.query(statement);
}

const STATEMENTS = [
  sql.unsafe`DELETE FROM translation_parameters`,
  sql.unsafe`DELETE FROM bedrock_model_catalog`,
  sql.unsafe`DELETE FROM language_profiles`,
  // JOB-3 is Bob's, whatever the task of Alice lists.
  sql.unsafe`
    UPDATE translation_tasks SET submitted_at = '2026-04-01 00:00:00.000001+00',
      quote_ids = '["Q-A1", "Q-X1", 7]', job_ids = '["JOB-1", "JOB-2", "JOB-6", "JOB-3", "JOB-GONE"]'
    WHERE task_id = 'TASK-ALICE'`,
  sql.unsafe`UPDATE translation_tasks SET submitted_at = '2026-04-02', job_ids = '["JOB-3"]' WHERE task_id = 'TASK-BOB'`,
  sql.unsafe`
    UPDATE translation_tasks SET submitted_at = '2026-04-03', state = 'Succeeded', quote_ids = NULL
    WHERE task_id = 'TASK-INTERNAL'`,
  sql.unsafe`
    INSERT INTO translation_tasks
      (id, task_id, task_type, state, customer_email, quote_ids, job_ids, total_jobs, completed_jobs, submitted_at)
    VALUES
      (1001, 'TASK-PARTNER', 'acceptance', 'partial', NULL, '["Q-P1"]', '["JOB-5"]', 2, 1, '2026-04-04'),
      (${BIG}, 'TASK-ODD', 'by hand', 'stuck', 'BOB@Example.com', '"Q-P1"', '{"JOB-4": true}', 0, 0, '2026-04-05')`,
  sql.unsafe`
    INSERT INTO translation_jobs (id, job_id, task_id, state, docs, langs, model, submitted_at) VALUES
      (${job(5)}, 'JOB-5', NULL, 'completed', '["p.md"]', '["ja"]', 'qwen3-235b', '2026-04-05'),
      (${job(6)}, 'JOB-6', NULL, 'Failed', '["a.md"]', '["ja", "xx", "??", 3]', 'nova-pro', '2026-04-06'),
      (${job(7)}, 'JOB-7', NULL, 'paused', '["n.md"]', '"de"', NULL, '2026-04-07')`,
  sql.unsafe`
    INSERT INTO translation_quotes (id, quote_id, api_key_id, doc_url, doc_name, doc_size_bytes, estimated_chunks,
      difficulty, langs, lang_count, cost_per_chunk, cost_per_pair, infra_per_pair, subtotal, markup_pct, total_price,
      model, state, expires_at, job_id, refund_amount, protected_terms, created_at)
    SELECT id, quote_id, api_key_id, 'https://example.org/' || quote_id, quote_id || '.md', 2048, 3, difficulty, langs, 2,
      9999.0001, 0.1, 0.0200, 999999.9999, 30, 123456.7890, model, state, expires_at, job_id, refund_amount,
      '["Trinity"]', created_at
    FROM (VALUES
      (1, 'Q-A1', ${KEYS.alice}, 'standard', '["de", "ja"]'::jsonb, 'claude-sonnet-4.6', 'accepted',
        '2026-04-09'::timestamptz, 'JOB-1', NULL::numeric, '2026-04-01 00:00:00.000001+00'::timestamptz),
      (2, 'Q-A2', ${KEYS.aliceToo}, 'technical', '["de"]', 'qwen3-235b', 'pending', '2026-04-08', NULL, NULL,
        '2026-04-01 00:00:00.000001+00'),
      (3, 'Q-B1', ${KEYS.bob}, 'complex', '["ja"]', 'claude-sonnet-4.6', 'declined', '2026-04-07', 'JOB-3', NULL,
        '2026-04-02'),
      (4, 'Q-P1', ${KEYS.partner}, 'Standard', '["ja"]', 'qwen3-235b', 'refunded', '2026-04-06', 'JOB-5', 12345678.90,
        '2026-04-03'),
      (5, 'Q-D1', ${KEYS.demo}, 'hard', '["de"]', NULL, 'pending', '2026-04-05', NULL, NULL, '2026-04-04'),
      (6, 'Q-X1', ${SECRETS.alice}, 'standard', '["de"]', 'claude-sonnet-4.6', 'EXPIRED', '2026-04-04', 'JOB-GONE', NULL,
        '2026-04-05'),
      (${BIG}::bigint, 'Q-Z1', ${SECRETS.bob}, 'standard', '{}', 'nova-pro', 'on hold', '2026-04-04', NULL, NULL, '2026-04-06')
    ) AS quotes (id, quote_id, api_key_id, difficulty, langs, model, state, expires_at, job_id, refund_amount, created_at)`,
  sql.unsafe`
    INSERT INTO translation_job_events (id, job_id, event_type, doc, lang, detail, created_at) VALUES
      (1, 'JOB-1', 'job_start', NULL, NULL, '{}', '2026-04-01 00:00:00.000001+00'),
      (2, 'JOB-1', 'pair_start', 'a.md', 'de', '{"chunks": 3}', '2026-04-01 00:00:00.000001+00'),
      (3, 'JOB-3', 'pair_failed', 'b.md', 'xx', '{}', '2026-04-02'),
      (4, 'JOB-GONE', 'job_start', NULL, NULL, NULL, '2026-04-03'),
      (5, 'JOB-5', 'pair_start', 'p.md', 'ja', '{}', '2026-04-04'),
      (6, 'JOB-6', 'pair_failed', 'a.md', 'ja', '{}', '2026-04-05'),
      (${BIG}, 'JOB-7', 'note', NULL, '??', '{}', '2026-04-06')`,
  sql.unsafe`
    INSERT INTO translation_parameters (key, value, category, description, updated_by) VALUES
      ('cost_controls.cap', '600.00', 'cost_controls', 'Daily', 'admin@example.com'),
      ('general.Z', '1', 'General', '', DEFAULT), ('general.a', '2', 'general', '', DEFAULT),
      ('odd', '', 'left over', '', DEFAULT), ('rate', '0.000003', 'bedrock_pricing', '', DEFAULT),
      ('batch', '33', 'batch_config', '', DEFAULT), ('markup', '30', 'customer_pricing', '', DEFAULT),
      ('tokens', '0.27', 'token_estimation', '', DEFAULT)`,
  sql.unsafe`
    INSERT INTO bedrock_model_catalog
      (id, friendly_name, display_name, bedrock_model_id, region, inference_type, priority, enabled, notes, blocked)
    VALUES
      (1, 'claude-sonnet-4.6', 'Sonnet', 'us.sonnet', 'us-east-2', 'realtime', 1, true, 'Default', false),
      (2, 'claude-sonnet-4.6', 'Sonnet', 'us.sonnet', 'us-west-2', 'Realtime', 2, true, '', false),
      (3, 'claude-sonnet-4.6', 'Sonnet', 'us.sonnet', 'us-east-2', 'batch', 1, true, '', false),
      (4, 'claude-sonnet-4.6', 'Sonnet', 'us.sonnet', 'ca-west-1', 'realtime', 0, true, 'Never', true),
      (5, 'nova-pro', 'Nova', 'amazon.nova', 'us-east-2', 'realtime', 1, false, 'Off', false),
      (6, 'qwen3-235b', 'Qwen', 'qwen.qwen3', 'us-west-2', 'streaming', 5, true, '', false)`,
  sql.unsafe`
    INSERT INTO language_profiles
      (lang_code, display_name, script_family, token_expansion_factor, model_override, temperature, priority, enabled,
       notes)
    VALUES
      ('de', 'German', 'latin', 1.20, NULL, 0.30, 2, true, 'Long words'),
      ('el', 'Greek', 'greek', 1.20, 'gone', 0.30, 3, true, NULL),
      ('ja', 'Japanese', 'CJK', 1.30, 'qwen3-235b', 0.20, 1, true, NULL),
      ('hi', 'Hindi', 'indic', 1.60, 'nova-pro', 0.20, 4, true, NULL),
      ('ar', 'Arabic', 'arabic', 1.40, 'qwen3-235b', 0.20, 3, true, NULL),
      ('ru', 'Russian', 'cyrillic', 1.25, NULL, 0.30, 3, true, NULL),
      ('xx', 'Nothing yet', 'latin', 1.00, NULL, 0.30, 9, false, NULL)`,
];
