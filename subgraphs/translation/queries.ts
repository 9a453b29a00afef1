/** All SQL of translation. A job belongs to whoever holds the address that its task was ordered from, in any case. */
import { texts, uuids } from '../../platform/arguments.ts';
import { forAdministrators } from '../../platform/columns.ts';
import { type Database, sql } from '../../platform/database.ts';
import { keyset, type Slice } from '../../platform/keyset.ts';
import { Count } from '../../platform/rows.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { TranslationJobRow } from './rows.ts';

export const LATEST_JOBS = keyset(TranslationJobRow, 'DESC', { submitted_at: 'timestamptz', id: 'uuid' });

const job = (viewer: Viewer) => sql.fragment`
  id, job_id, task_id, state, submitted_at, started_at, completed_at, submitted_by, docs, langs, progress, errors,
  total_chunks, total_pairs, succeeded_pairs, failed_pairs, elapsed_seconds, retry_of, search_index_rebuilt,
  notification_sent, created_at, updated_at, reason, model,
  ${forAdministrators(viewer, [
    'options',
    'bedrock_cost_usd',
    'bedrock_invocations',
    'step_function_arn',
    'idempotency_key',
    'cloudfront_invalidation_ids',
  ])}`;

const visibleJobs = (viewer: Viewer) =>
  viewer.isAdmin
    ? sql.fragment`TRUE`
    : sql.fragment`task_id IN (SELECT task_id FROM translation_tasks WHERE lower(customer_email) = lower(${viewer.email}::text))`;

export function jobs(database: Database, viewer: Viewer, slice: Slice<TranslationJobRow>) {
  return database.any(sql.type(TranslationJobRow)`/* translation.jobs */
    SELECT ${job(viewer)} FROM translation_jobs WHERE ${visibleJobs(viewer)} AND ${slice.behind}
    ORDER BY ${slice.order} LIMIT ${slice.limit}`);
}

export function jobCount(database: Database, viewer: Viewer) {
  return database.oneFirst(sql.type(Count)`/* translation.jobCount */
    SELECT count(*)::int4 FROM translation_jobs WHERE ${visibleJobs(viewer)}`);
}

export function jobsByIds(database: Database, viewer: Viewer, ids: readonly string[]) {
  return database.any(sql.type(TranslationJobRow)`/* translation.jobsByIds */
    SELECT ${job(viewer)} FROM translation_jobs WHERE id = ANY(${sql.array(uuids(ids), 'uuid')}) AND ${visibleJobs(viewer)}`);
}

export function jobsByJobIds(database: Database, viewer: Viewer, jobIds: readonly string[]) {
  return database.any(sql.type(TranslationJobRow)`/* translation.jobsByJobIds */
    SELECT ${job(viewer)} FROM translation_jobs
    WHERE job_id = ANY(${sql.array(texts(jobIds), 'text')}) AND ${visibleJobs(viewer)}`);
}
