import { readBigInt, readText, readUuid } from '../../platform/arguments.ts';
import { type ColumnType, fits } from '../../platform/column-types.ts';
import { badUserInput } from '../../platform/errors.ts';
import type { Complete } from '../../platform/resolvers.ts';
import type { Resolvers, ResolversParentTypes } from './generated/types.ts';
import { checkUsageFilter, USAGE_DAYS, usageLogs } from './queries.ts';
import {
  APPLICATION_PARAMETERS,
  EXECUTION_LOGS,
  PROFILES,
  REPORT_PARAMETERS,
  RESET_LOGS,
  RESET_SUMMARIES,
} from './queries-operations.ts';
import { MONTHLY_COUNTS, REPORT_COUNTS, REPORT_LOGS } from './queries-reports.ts';
import { PAGE_EVENTS, PAGE_VIEWS } from './queries-website.ts';

type Own = Complete<Resolvers, ResolversParentTypes>;

const ownQueries = {
  usageLogs(_, args, { viewer, database }) {
    viewer.require('readOwn');
    checkUsageFilter(viewer, args.filter);
    return usageLogs(database, viewer, args);
  },
  usageLog(_, { id }, { viewer, loaders }) {
    viewer.require('readOwn');
    return loaders.usageLog.load(readUuid('id', id));
  },
  reportUsageLogs(_, args, { viewer, database }) {
    viewer.require('readOwn');
    return REPORT_LOGS.page(database, viewer, args);
  },
  reportUsageLog(_, { id }, { viewer, loaders }) {
    viewer.require('readOwn');
    return loaders.reportLog.load(readUuid('id', id));
  },
  reportCounts(_, args, { viewer, database }) {
    viewer.require('readOwn');
    return REPORT_COUNTS.page(database, viewer, args);
  },
  reportCount(_, { apiKeyId }, { viewer, loaders }) {
    viewer.require('readOwn');
    return loaders.reportCount.load(readUuid('apiKeyId', apiKeyId));
  },
  monthlyReportCounts(_, args, { viewer, database }) {
    viewer.require('readOwn');
    return MONTHLY_COUNTS.page(database, viewer, args);
  },
  monthlyReportCount(_, { id }, { viewer, loaders }) {
    viewer.require('readOwn');
    return loaders.monthlyCount.load(readUuid('id', id));
  },
} satisfies Partial<Own['Query']>;

const administratorQueries = {
  usageDays(_, args, { viewer, database }) {
    viewer.require('administer');
    return USAGE_DAYS.page(database, viewer, args);
  },
  usageDay(_, { day }, { viewer, loaders }) {
    viewer.require('administer');
    return loaders.usageDay.load(readAs('date', 'day', day));
  },
  reportParameters(_, args, { viewer, database }) {
    viewer.require('administer');
    return REPORT_PARAMETERS.page(database, viewer, args);
  },
  reportParameter(_, { key }, { viewer, loaders }) {
    viewer.require('administer');
    return loaders.reportParameter.load(readText('key', key));
  },
  applicationParameters(_, args, { viewer, database }) {
    viewer.require('administer');
    return APPLICATION_PARAMETERS.page(database, viewer, args);
  },
  applicationParameter(_, { key }, { viewer, loaders }) {
    viewer.require('administer');
    return loaders.applicationParameter.load(readText('key', key));
  },
  applicationParameterProfiles(_, args, { viewer, database }) {
    viewer.require('administer');
    return PROFILES.page(database, viewer, args);
  },
  applicationParameterProfile(_, { id }, { viewer, loaders }) {
    viewer.require('administer');
    return loaders.profile.load(readBigInt('id', id));
  },
  applicationParameterProfileByName(_, { profileName }, { viewer, loaders }) {
    viewer.require('administer');
    return loaders.profileByName.load(readText('profileName', profileName));
  },
  pageViews(_, args, { viewer, database }) {
    viewer.require('administer');
    return PAGE_VIEWS.page(database, viewer, args);
  },
  pageView(_, { id }, { viewer, loaders }) {
    viewer.require('administer');
    return loaders.pageView.load(readUuid('id', id));
  },
  pageEvents(_, args, { viewer, database }) {
    viewer.require('administer');
    return PAGE_EVENTS.page(database, viewer, args);
  },
  pageEvent(_, { id }, { viewer, loaders }) {
    viewer.require('administer');
    return loaders.pageEvent.load(readUuid('id', id));
  },
  cronExecutionLogs(_, args, { viewer, database }) {
    viewer.require('administer');
    return EXECUTION_LOGS.page(database, viewer, args);
  },
  cronExecutionLog(_, { id }, { viewer, loaders }) {
    viewer.require('administer');
    return loaders.executionLog.load(readAs('int8', 'id', id));
  },
  cronResetLogs(_, args, { viewer, database }) {
    viewer.require('administer');
    return RESET_LOGS.page(database, viewer, args);
  },
  cronResetLog(_, { id }, { viewer, loaders }) {
    viewer.require('administer');
    return loaders.resetLog.load(readAs('int8', 'id', id));
  },
  cronResetSummaries(_, args, { viewer, database }) {
    viewer.require('administer');
    return RESET_SUMMARIES.page(database, viewer, args);
  },
  cronResetSummary(_, { id }, { viewer, loaders }) {
    viewer.require('administer');
    return loaders.resetSummary.load(readAs('int4', 'id', id));
  },
} satisfies Partial<Own['Query']>;

export const resolvers: Own = {
  Query: { ...ownQueries, ...administratorQueries },
  UsageLog: {
    __resolveReference: ({ id }, { loaders }) => loaders.usageLog.load(id),
    user: ({ userId }) => (userId === null ? null : { id: userId }),
    apiKey: ({ apiKeyId }) => (apiKeyId === null ? null : { id: apiKeyId }),
    asset: ({ asset }) => (asset === null ? null : { symbol: asset }),
  },
  UsageDay: {
    __resolveReference: ({ day }, { loaders }) => loaders.usageDay.load(day),
  },
  ReportUsageLog: {
    __resolveReference: ({ id }, { loaders }) => loaders.reportLog.load(id),
    apiKey: ({ keyId }) => (keyId === null ? null : { id: keyId }),
  },
  ReportCount: {
    __resolveReference: ({ id }, { loaders }) => loaders.reportCount.load(id),
    id: ({ apiKey }) => apiKey,
    apiKey: ({ apiKey }) => ({ id: apiKey }),
  },
  MonthlyReportCount: {
    __resolveReference: ({ id }, { loaders }) => loaders.monthlyCount.load(id),
    apiKey: ({ keyId }) => (keyId === null ? null : { id: keyId }),
  },
  ReportParameter: {
    __resolveReference: ({ key }, { loaders }) => loaders.reportParameter.load(key),
    value: ({ shownValue }) => shownValue,
  },
  ApplicationParameter: {
    __resolveReference: ({ key }, { loaders }) => loaders.applicationParameter.load(key),
    value: ({ shownValue }) => shownValue,
  },
  ApplicationParameterProfile: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference ? loaders.profile.load(reference.id) : loaders.profileByName.load(reference.profileName),
    id: ({ id }) => String(id),
  },
  PageView: {
    __resolveReference: ({ id }, { loaders }) => loaders.pageView.load(id),
    deviceType: ({ deviceType }) => deviceType || null,
  },
  PageEvent: {
    __resolveReference: ({ id }, { loaders }) => loaders.pageEvent.load(id),
  },
  CronExecutionLog: {
    __resolveReference: ({ id }, { loaders }) => loaders.executionLog.load(id),
  },
  CronResetLog: {
    __resolveReference: ({ id }, { loaders }) => loaders.resetLog.load(id),
  },
  CronResetSummary: {
    __resolveReference: ({ id }, { loaders }) => loaders.resetSummary.load(id),
    id: ({ id }) => String(id),
  },
  ApiKey: {
    usageLogs(key, args, { viewer, loaders }) {
      checkUsageFilter(viewer, args.filter);
      return loaders.usageLogsByKey.load(key.id, args);
    },
    reportUsageLogs: (key, args, { loaders }) => loaders.reportLogsByKey.load(key.id, args),
    reportCount: (key, _, { loaders }) => loaders.reportCount.load(key.id),
    monthlyReportCounts: (key, args, { loaders }) => loaders.monthlyCountsByKey.load(key.id, args),
  },
  User: {
    usageLogs(user, args, { viewer, loaders }) {
      checkUsageFilter(viewer, args.filter);
      return loaders.usageLogsByUser.load(user.id, args);
    },
  },
  Asset: {
    usageLogs(asset, args, { viewer, loaders }) {
      checkUsageFilter(viewer, args.filter);
      return loaders.usageLogsByAsset.load(asset.symbol, args);
    },
  },
};

const EXPECTED = { date: 'a day such as 2026-03-01', int4: 'a whole number', int8: 'a whole number' };

/** @throws BAD_USER_INPUT naming `argument`, for what no such column can hold. */
function readAs(type: ColumnType & keyof typeof EXPECTED, argument: string, value: string): string {
  if (fits(value, type)) return type === 'date' ? value : String(BigInt(value));
  throw badUserInput(argument, `${argument} must be ${EXPECTED[type]}.`);
}
