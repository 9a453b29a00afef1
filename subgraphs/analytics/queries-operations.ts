/** What is asked about the settings and the scheduled jobs, which only administrators look at. */
import { sql } from '../../platform/database.ts';
import { table } from '../../platform/table.ts';
import { administrators } from '../../platform/visibility.ts';
import type {
  ApplicationParameterFilter,
  ApplicationParameterOrder,
  ApplicationParameterProfileFilter,
  ApplicationParameterProfileOrder,
  CronExecutionLogFilter,
  CronExecutionLogOrder,
  CronResetLogFilter,
  CronResetLogOrder,
  CronResetSummaryFilter,
  CronResetSummaryOrder,
  ReportParameterFilter,
  ReportParameterOrder,
} from './generated/types.ts';
import {
  ApplicationParameterProfileRow,
  ApplicationParameterRow,
  CronExecutionLogRow,
  CronResetLogRow,
  CronResetSummaryRow,
  ReportParameterRow,
} from './rows.ts';

/**
 * Whether a parameter is a secret: its name says so (admin_api_key) and does not end as that of a mere number does
 * (partner_key_cache_minutes), or its value is an address with a password in it.
 */
const IS_SECRET = sql.fragment`(
  (
    key ~* '(secret|passw|passphrase|token|credential|private|salt|jwt|dsn)'
    OR key ~* '(^|[^a-z]|api|access|admin|master|auth|sign|signing|encryption)keys?([^a-z]|$)'
    OR key ~ '[a-z]Keys?([^a-z]|$)'
  )
  AND key !~* '(seconds|minutes|hours|days|ms|count|limit|length|size|ttl|enabled)$'
  OR coalesce(value ~ '://[^/@[:space:]]*:[^/@[:space:]]+@', FALSE)
)`;
const SHOWN = { shownValue: sql.fragment`CASE WHEN NOT ${IS_SECRET} THEN value END`, isSecret: IS_SECRET };

export const REPORT_PARAMETERS = table<ReportParameterRow, ReportParameterFilter, ReportParameterOrder>({
  name: 'analytics.reportParameters',
  row: ReportParameterRow,
  key: 'key',
  columns: { key: 'text' },
  computed: SHOWN,
  visible: administrators,
});

export const APPLICATION_PARAMETERS = table<
  ApplicationParameterRow,
  ApplicationParameterFilter,
  ApplicationParameterOrder
>({
  name: 'analytics.applicationParameters',
  row: ApplicationParameterRow,
  key: 'key',
  columns: { key: 'text' },
  computed: SHOWN,
  visible: administrators,
});

export const PROFILES = table<
  ApplicationParameterProfileRow,
  ApplicationParameterProfileFilter,
  ApplicationParameterProfileOrder
>({
  name: 'analytics.applicationParameterProfiles',
  row: ApplicationParameterProfileRow,
  key: 'id',
  columns: { id: 'int4', profileName: 'text' },
  visible: administrators,
});

export const EXECUTION_LOGS = table<CronExecutionLogRow, CronExecutionLogFilter, CronExecutionLogOrder>({
  name: 'analytics.cronExecutionLogs',
  row: CronExecutionLogRow,
  key: 'id',
  columns: { id: 'int8', jobName: 'text', executedAt: 'timestamptz' },
  visible: administrators,
});

export const RESET_LOGS = table<CronResetLogRow, CronResetLogFilter, CronResetLogOrder>({
  name: 'analytics.cronResetLogs',
  row: CronResetLogRow,
  key: 'id',
  columns: { id: 'int8', jobName: 'text', executedAt: 'timestamptz' },
  visible: administrators,
});

export const RESET_SUMMARIES = table<CronResetSummaryRow, CronResetSummaryFilter, CronResetSummaryOrder>({
  name: 'analytics.cronResetSummaries',
  row: CronResetSummaryRow,
  key: 'id',
  columns: { id: 'int4', jobName: 'text', status: 'text', executedAt: 'timestamptz' },
  visible: administrators,
});
