/** Rows for every table of analytics beside usage_logs, and what each viewer sees of them. */
import { createHash } from 'node:crypto';
import { type Database, sql } from '../../platform/database.ts';
import { KEYS, SECRETS, VIEWERS } from '../support/fixtures.ts';

export const id = (kind: string, number: number) =>
  `${kind.repeat(8)}-2222-4000-8000-${String(number).padStart(12, '0')}`;

/** The identifier of a row of monthly_report_counts with this text. */
export const monthlyId = (text: string) =>
  createHash('md5')
    .update(`monthly_report_counts ${text}`)
    .digest('hex')
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');

export const VIEWER_NAMES = Object.keys(VIEWERS) as (keyof typeof VIEWERS)[];
type Seen = Record<(typeof VIEWER_NAMES)[number], unknown[] | string>;

const refused = { nobody: 'UNAUTHENTICATED', gateway: 'FORBIDDEN', demo: 'FORBIDDEN' };
const administrators = (admin: unknown[]): Seen => ({
  ...{ ...refused, partner: 'FORBIDDEN', alice: 'FORBIDDEN', bob: 'FORBIDDEN', admin },
});

/** By list: the field that tells its rows apart, and the rows in their order, or the code that the viewer gets instead. */
export const LISTS: Record<string, { by: string; seen: Seen }> = {
  usageDays: { by: 'day', seen: administrators(['2026-03-02', '2026-03-01']) },
  reportUsageLogs: {
    by: 'clusterNode',
    seen: {
      ...{ ...refused, partner: ['P'], alice: ['A3', 'A2', 'A1'], bob: ['B'] },
      admin: ['S', 'P', 'B', 'A3', 'A2', 'A1'],
    },
  },
  reportCounts: {
    by: 'monthlyCount',
    seen: { ...refused, partner: [4], alice: [2, 1], bob: [3], admin: [4, 3, 2, 1] },
  },
  monthlyReportCounts: {
    by: 'monthlyReportsCounter',
    seen: {
      ...{ ...refused, partner: [], alice: ['2', '1'], bob: [null] },
      admin: [null, '9007199254740993', '2', '1'],
    },
  },
  reportParameters: { by: 'key', seen: administrators(['csv_delimiter', 'mail_password', 'time_zone']) },
  applicationParameters: {
    by: 'key',
    seen: administrators(['admin_api_key', 'partner_key_cache_minutes', 'queue_address', 'rate_limit_qps']),
  },
  applicationParameterProfiles: { by: 'profileName', seen: administrators(['busy', 'calm', 'odd']) },
  pageViews: { by: 'pageTitle', seen: administrators(['Third', 'Second', 'First']) },
  pageEvents: { by: 'eventTarget', seen: administrators(['#3', '#2', '#1']) },
  cronExecutionLogs: { by: 'message', seen: administrators(['never', 'third', 'second', 'first']) },
  cronResetLogs: { by: 'message', seen: administrators(['third', 'second', 'first']) },
  cronResetSummaries: { by: 'message', seen: administrators(['third', 'second', 'first']) },
};

export async function insertLists(database: Database): Promise<void> {
  for (const statement of STATEMENTS) await database.query(statement);
}

const NONE = sql.fragment`'', '', '', '', ''`;

const STATEMENTS = [
  sql.unsafe`INSERT INTO usage_logs ("timestamp", latency_ms, cached) VALUES ('2026-03-02 05:00:00+00', 7, true)`,
  sql.unsafe`REFRESH MATERIALIZED VIEW mv_usage_daily`,
  sql.unsafe`
    INSERT INTO report_usage_logs (id, api_key_id, report_type, output_format, start_date_filter, end_date_filter,
      additional_filters, cluster_node, report_run_date, created_at) VALUES
      (${id('1', 1)}, ${KEYS.alice}, 'summary', 'json', '2026-01-01', '2026-01-31', '{"min": 123456789012345678}', 'A1',
        '2026-02-01 10:00:00', '2026-02-01 10:00:00.000001'),
      (${id('1', 2)}, ${KEYS.alice}, 'USAGE', 'csv', NULL, NULL, NULL, 'A2', '2026-02-01', '2026-02-01 10:00:00.000001'),
      (${id('1', 3)}, ${KEYS.aliceToo}, 'detailed', 'json', NULL, NULL, NULL, 'A3', '2026-02-01', '2026-02-01 10:00:00.000002'),
      (${id('1', 4)}, ${KEYS.bob}, 'weekly', 'xml', NULL, NULL, NULL, 'B', '2026-02-02', '2026-02-02'),
      (${id('1', 5)}, ${KEYS.partner}, 'summary', 'json', NULL, NULL, NULL, 'P', '2026-02-03', '2026-02-03'),
      (${id('1', 6)}, ${SECRETS.bob}, 'summary', 'json', NULL, NULL, NULL, 'S', '2026-02-04', '2026-02-04')`,
  sql.unsafe`
    INSERT INTO report_count (api_key, last_report_date, monthly_count, reset_month) VALUES
      (${KEYS.alice}, '2026-02-01 10:00:00.000001', 1, 2), (${KEYS.aliceToo}, '2026-02-01 10:00:00.000002', 2, 2),
      (${KEYS.bob}, '2026-03-01', 3, 3), (${KEYS.partner}, '2026-04-01', 4, 4)`,
  // As an identifier, as what is left of a key, and as a key.
  sql.unsafe`
    INSERT INTO monthly_report_counts VALUES
      (${KEYS.alice.toUpperCase()}, '2026-02-01', 10, 1), (${`alice-se...${KEYS.aliceToo}`}, '2026-02-02', 10, 2),
      (${`bob-secr...${KEYS.bob}`}, NULL, 9223372036854775807, NULL),
      (${SECRETS.bob}, '2026-02-03', 10, 9007199254740993)`,
  sql.unsafe`DELETE FROM report_parameters`,
  sql.unsafe`
    INSERT INTO report_parameters (key, value, updated_at) VALUES
      ('time_zone', 'America/New_York', '2026-02-01 10:00:00.123456'), ('mail_password', 'geheim', NULL),
      ('csv_delimiter', NULL, NULL)`,
  sql.unsafe`DELETE FROM application_parameters`,
  sql.unsafe`
    INSERT INTO application_parameters (key, value, updated_at) VALUES
      ('admin_api_key', 'geheim', '2026-02-01 10:00:00.123456'), ('rate_limit_qps', '1000', NULL),
      ('partner_key_cache_minutes', '60', NULL), ('queue_address', 'amqp://trinity:geheim@queue.example', NULL)`,
  sql.unsafe`DELETE FROM application_parameter_profiles`,
  sql.unsafe`
    INSERT INTO application_parameter_profiles (id, profile_name, qps, log_level) VALUES
      (901, 'busy', 3000, 'warn'), (902, 'calm', 100, 'DEBUG'), (903, 'odd', 1, 'trace')`,
  sql.unsafe`
    INSERT INTO page_views (id, page_path, page_title, visitor_id, device_type, created_at, referrer, user_agent,
      session_id, country, city) VALUES
      (${id('2', 1)}, '/', 'First', 'v1', 'desktop', '2026-02-01 10:00:00.000001+00', ${NONE}),
      (${id('2', 2)}, '/prices', 'Second', 'v1', '', '2026-02-01 10:00:00.000001+00', ${NONE}),
      (${id('2', 3)}, '/', 'Third', 'v2', 'watch', '2026-02-01 10:00:00.000002+00', ${NONE})`,
  sql.unsafe`
    INSERT INTO page_events (id, page_path, event_type, event_target, event_data, created_at) VALUES
      (${id('3', 1)}, '/', 'click', '#1', '{"x": 1}', '2026-02-01 10:00:00.000001+00'),
      (${id('3', 2)}, '/prices', 'scroll', '#2', '{}', '2026-02-01 10:00:00.000001+00'),
      (${id('3', 3)}, '/', 'scroll', '#3', '[]', '2026-02-01 10:00:00.000002+00')`,
  sql.unsafe`
    INSERT INTO cron_execution_logs (id, job_name, executed_at, status, rows_affected, message) VALUES
      (9007199254740993, 'monthly_reset', '2026-02-01 10:00:00.000001+00', 'success', 9223372036854775807, 'first'),
      (9007199254740994, 'sync', '2026-02-01 10:00:00.000001+00', 'Partial', 0, 'second'),
      (9007199254740995, 'sync', '2026-02-02', 'skipped', NULL, 'third'),
      (9007199254740992, 'cleanup', NULL, 'failed', NULL, 'never')`,
  sql.unsafe`
    INSERT INTO cron_reset_logs (id, job_name, executed_at, status, rows_affected, message) VALUES
      (1, 'reset', '2026-02-01', 'success', 1, 'first'), (2, 'reset', '2026-02-01', 'failed', 2, 'second'),
      (3, 'other', '2026-02-02', 'success', 3, 'third')`,
  sql.unsafe`
    INSERT INTO cron_reset_summary (id, job_name, executed_at, status, rows_affected, message) VALUES
      (1, 'reset', '2026-02-01', 'success', 1, 'first'), (2, 'reset', '2026-02-01', 'failed', 2, 'second'),
      (3, NULL, '2026-02-02', NULL, NULL, 'third')`,
];
