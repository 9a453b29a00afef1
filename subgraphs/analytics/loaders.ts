import { perViewer } from '../../platform/loaders.ts';
import { logsOfKey, logsOfUser, OWN_USAGE_LOGS, USAGE_DAYS, USAGE_LOGS } from './queries.ts';
import {
  APPLICATION_PARAMETERS,
  EXECUTION_LOGS,
  PROFILES,
  REPORT_PARAMETERS,
  RESET_LOGS,
  RESET_SUMMARIES,
} from './queries-operations.ts';
import { MONTHLY_COUNTS, REPORT_COUNTS, REPORT_LOGS, REPORT_LOGS_OF_KEY } from './queries-reports.ts';
import { PAGE_EVENTS, PAGE_VIEWS } from './queries-website.ts';

export type Loaders = ReturnType<typeof loadersOf>;

export const loadersOf = perViewer((database, viewer) => ({
  usageLog: USAGE_LOGS.rowsBy(database, viewer, 'id'),
  usageLogsByKey: OWN_USAGE_LOGS.pagesBy(database, viewer, logsOfKey(viewer)),
  usageLogsByUser: OWN_USAGE_LOGS.pagesBy(database, viewer, logsOfUser(viewer)),
  usageLogsByAsset: USAGE_LOGS.pagesBy(database, viewer, 'asset'),
  usageDay: USAGE_DAYS.rowsBy(database, viewer, 'day'),
  reportLog: REPORT_LOGS.rowsBy(database, viewer, 'id'),
  reportLogsByKey: REPORT_LOGS.pagesBy(database, viewer, REPORT_LOGS_OF_KEY),
  reportCount: REPORT_COUNTS.rowsBy(database, viewer, 'apiKey'),
  monthlyCount: MONTHLY_COUNTS.rowsBy(database, viewer, 'id'),
  monthlyCountsByKey: MONTHLY_COUNTS.pagesBy(database, viewer, 'keyId'),
  reportParameter: REPORT_PARAMETERS.rowsBy(database, viewer, 'key'),
  applicationParameter: APPLICATION_PARAMETERS.rowsBy(database, viewer, 'key'),
  profile: PROFILES.rowsBy(database, viewer, 'id'),
  profileByName: PROFILES.rowsBy(database, viewer, 'profileName'),
  pageView: PAGE_VIEWS.rowsBy(database, viewer, 'id'),
  pageEvent: PAGE_EVENTS.rowsBy(database, viewer, 'id'),
  executionLog: EXECUTION_LOGS.rowsBy(database, viewer, 'id'),
  resetLog: RESET_LOGS.rowsBy(database, viewer, 'id'),
  resetSummary: RESET_SUMMARIES.rowsBy(database, viewer, 'id'),
}));
