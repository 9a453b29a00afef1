/** What is asked about reports. A report, like the count of reports, belongs to whoever holds the key. */
import { sql } from '../../platform/database.ts';
import { type Belonging, table } from '../../platform/table.ts';
import { owners } from '../../platform/visibility.ts';
import type {
  MonthlyReportCountFilter,
  MonthlyReportCountOrder,
  ReportCountFilter,
  ReportCountOrder,
  ReportUsageLogFilter,
  ReportUsageLogOrder,
} from './generated/types.ts';
import { KEY_ID, ofKeys } from './queries.ts';
import { MonthlyReportCountRow, ReportCountRow, ReportUsageLogRow } from './rows.ts';

export const REPORT_LOGS = table<ReportUsageLogRow, ReportUsageLogFilter, ReportUsageLogOrder>({
  name: 'analytics.reportUsageLogs',
  row: ReportUsageLogRow,
  key: 'id',
  columns: { id: 'uuid', createdAt: 'timestamp' },
  computed: { keyId: KEY_ID },
  filters: { apiKeyId: ofKeys(sql.fragment`api_key_id`) },
  visible: owners(({ keyIds }) => [{ heldBy: sql.fragment`api_key_id`, holders: keyIds, type: 'text' }]),
});

export const REPORT_LOGS_OF_KEY: Belonging = {
  by: 'Key',
  type: 'text',
  matches: (key) => sql.fragment`api_key_id = ${key}`,
};

/** `api_key` is the identifier of a key here (dictionary TB-20). */
export const REPORT_COUNTS = table<ReportCountRow, ReportCountFilter, ReportCountOrder>({
  name: 'analytics.reportCounts',
  row: ReportCountRow,
  key: 'apiKey',
  columns: { apiKey: 'uuid', lastReportDate: 'timestamp', resetMonth: 'int4' },
  filters: { apiKeyId: ofKeys(sql.fragment`api_key::text`) },
  visible: owners(({ keyIds }) => [sql.fragment`api_key = ANY(${sql.array(keyIds, 'uuid')})`]),
});

/**
 * `api_key` is the text of a key here (dictionary TB-20). Of a key that was used since keys are kept as hashes, that is
 * `<first characters>...<identifier>`, as in `api_keys`; whoever writes identifiers is understood as well. Of any other
 * text nothing is told, and a row is known by an identifier that does not lead back to it. Both expressions are those of
 * the indexes.
 */
export const MONTHLY_COUNTS = table<MonthlyReportCountRow, MonthlyReportCountFilter, MonthlyReportCountOrder>({
  name: 'analytics.monthlyReportCounts',
  row: MonthlyReportCountRow,
  source: sql.fragment`
    SELECT *, md5('monthly_report_counts ' || api_key)::uuid AS id,
      substring(lower(api_key) FROM '^(?:.*[.]{3})?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$') AS key_id
    FROM monthly_report_counts`,
  key: 'id',
  columns: { id: 'uuid', keyId: 'text', lastReportGenerated: 'date' },
  filters: { apiKeyId: ofKeys(sql.fragment`key_id`) },
  visible: owners(({ keyIds }) => [sql.fragment`key_id = ANY(${sql.array(keyIds, 'text')})`]),
});
