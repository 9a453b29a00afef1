import { z } from 'zod';

export type UsageLogRow = z.output<typeof UsageLogRow>;
export const UsageLogRow = z
  .object({
    id: z.string(),
    userId: z.string().nullable(),
    apiKeyId: z.string().nullable(),
    timestamp: z.string().nullable(),
    ipAddress: z.string().nullable(),
    queryType: z.string().nullable(),
    durationMs: z.int().nullable(),
    tokenCount: z.int().nullable(),
    metadata: z.unknown(),
    latencyMs: z.int().nullable(),
    status: z.int().nullable(),
    error: z.string().nullable(),
    cached: z.boolean().nullable(),
    asset: z.string().nullable(),
    cacheAgeSeconds: z.string().nullable(),
    clusterNode: z.string().nullable(),
    awsRegion: z.string().nullable(),
    source: z.string().nullable(),
    price: z.string().nullable(),
    apiLang: z.string(),
  })
  .meta({ table: 'usage_logs' });

/** The columns of a view are worked out; Postgres says of none of them whether it may be null. */
const worked = <Schema extends z.ZodType>(schema: Schema): Schema => schema.meta({ computed: true });

export type UsageDayRow = z.output<typeof UsageDayRow>;
export const UsageDayRow = z
  .object({
    day: worked(z.string()),
    totalRequests: worked(z.string()),
    avgLatencyMs: worked(z.string().nullable()),
    p50LatencyMs: worked(z.string().nullable()),
    p95LatencyMs: worked(z.string().nullable()),
    p99LatencyMs: worked(z.string().nullable()),
    cachedRequests: worked(z.string()),
    cacheHitRatePct: worked(z.string().nullable()),
    distinctAssets: worked(z.string()),
    distinctApiKeys: worked(z.string()),
    distinctSources: worked(z.string()),
    distinctNodes: worked(z.string()),
    lastRefreshed: worked(z.string()),
  })
  .meta({ table: 'mv_usage_daily' });

/** `api_key_id` may hold the key itself: `keyId` is what it holds where that is an identifier. */
export type ReportUsageLogRow = z.output<typeof ReportUsageLogRow>;
export const ReportUsageLogRow = z
  .object({
    id: z.string(),
    keyId: z.string().nullable().meta({ computed: true }),
    reportType: z.string(),
    reportRunDate: z.string(),
    assetFilter: z.string().nullable(),
    startDateFilter: z.string().nullable(),
    endDateFilter: z.string().nullable(),
    maxRowsReturned: z.int().nullable(),
    reportDurationMs: z.int().nullable(),
    outputFormat: z.string(),
    additionalFilters: z.unknown(),
    region: z.string().nullable(),
    clusterNode: z.string().nullable(),
    createdAt: z.string(),
  })
  .meta({ table: 'report_usage_logs', secrets: ['api_key_id'] });

export type ReportCountRow = z.output<typeof ReportCountRow>;
export const ReportCountRow = z
  .object({
    apiKey: z.string(),
    lastReportDate: z.string(),
    monthlyLimit: z.int(),
    monthlyCount: z.int(),
    dailyCount: z.int(),
    dailyLimit: z.int(),
    resetMonth: z.int(),
  })
  .meta({ table: 'report_count' });

/** `api_key` is the key itself, or what is left of it with the key's identifier, which is `keyId`. */
export type MonthlyReportCountRow = z.output<typeof MonthlyReportCountRow>;
export const MonthlyReportCountRow = z
  .object({
    id: z.string().meta({ computed: true }),
    keyId: z.string().nullable().meta({ computed: true }),
    lastReportGenerated: z.string().nullable(),
    monthlyReportsAllowed: z.string(),
    monthlyReportsCounter: z.string().nullable(),
  })
  .meta({ table: 'monthly_report_counts', secrets: ['api_key'] });

/** `shownValue` is the value, where it is not a secret. */
const shown = {
  shownValue: z.string().nullable().meta({ computed: true }),
  isSecret: z.boolean().meta({ computed: true }),
};

export type ReportParameterRow = z.output<typeof ReportParameterRow>;
export const ReportParameterRow = z
  .object({
    key: z.string(),
    ...shown,
    description: z.string().nullable(),
    updatedAt: z.string().nullable(),
  })
  .meta({ table: 'report_parameters', secrets: ['value'] });

export type ApplicationParameterRow = z.output<typeof ApplicationParameterRow>;
export const ApplicationParameterRow = z
  .object({
    key: z.string(),
    ...shown,
    description: z.string().nullable(),
    updatedAt: z.string().nullable(),
  })
  .meta({ table: 'application_parameters', secrets: ['value'] });

export type ApplicationParameterProfileRow = z.output<typeof ApplicationParameterProfileRow>;
export const ApplicationParameterProfileRow = z
  .object({
    id: z.int(),
    profileName: z.string(),
    description: z.string().nullable(),
    qps: z.int(),
    burst: z.int(),
    logLevel: z.string(),
    batchSize: z.int(),
    batchSeconds: z.int(),
    microBatchCap: z.int(),
    flushIntervalMs: z.int(),
    dbMaxOpen: z.int(),
    dbMaxIdle: z.int(),
    dbConnLifetimeMin: z.int(),
    dbConnIdleMin: z.int(),
    cacheTtl: z.int(),
    configPoll: z.int(),
    cachePoolSize: z.int(),
    cacheMinIdle: z.int(),
    cacheMaxRetries: z.int(),
    cacheDialMs: z.int(),
    cacheReadMs: z.int(),
    cacheWriteMs: z.int(),
    createdAt: z.string(),
    updatedAt: z.string(),
    udpReaderGoroutines: z.int().nullable(),
    udpReadBufferMb: z.int().nullable(),
    udpWriteBufferMb: z.int().nullable(),
    udpWorkersPerSocket: z.int().nullable(),
    udpBatchSize: z.int().nullable(),
    udpPreSerialize: z.boolean().nullable(),
    sqsBatchSize: z.int(),
    sqsFlushMs: z.int(),
    sqsBufferSize: z.int(),
    sqsTimeoutMs: z.int(),
  })
  .meta({ table: 'application_parameter_profiles' });

export type PageViewRow = z.output<typeof PageViewRow>;
export const PageViewRow = z
  .object({
    id: z.string(),
    pagePath: z.string(),
    pageTitle: z.string(),
    referrer: z.string(),
    userAgent: z.string(),
    visitorId: z.string(),
    sessionId: z.string(),
    screenWidth: z.int(),
    screenHeight: z.int(),
    country: z.string(),
    createdAt: z.string(),
    countryName: z.string(),
    region: z.string(),
    regionName: z.string(),
    city: z.string(),
    latitude: z.string(),
    longitude: z.string(),
    timezone: z.string(),
    deviceType: z.string(),
  })
  .meta({ table: 'page_views' });

export type PageEventRow = z.output<typeof PageEventRow>;
export const PageEventRow = z
  .object({
    id: z.string(),
    pagePath: z.string(),
    eventType: z.string(),
    eventTarget: z.string(),
    eventData: z.unknown(),
    visitorId: z.string(),
    sessionId: z.string(),
    createdAt: z.string(),
  })
  .meta({ table: 'page_events' });

/** Three tables, alike but not equal (dictionary TB-32). */
const jobRun = {
  id: z.string(),
  jobName: z.string(),
  executedAt: z.string().nullable(),
  status: z.string(),
  rowsAffected: z.string().nullable(),
  message: z.string().nullable(),
  createdAt: z.string().nullable(),
};

export type CronExecutionLogRow = z.output<typeof CronExecutionLogRow>;
export const CronExecutionLogRow = z.object(jobRun).meta({ table: 'cron_execution_logs' });

export type CronResetLogRow = z.output<typeof CronResetLogRow>;
export const CronResetLogRow = z.object(jobRun).meta({ table: 'cron_reset_logs' });

export type CronResetSummaryRow = z.output<typeof CronResetSummaryRow>;
export const CronResetSummaryRow = z
  .object({
    id: z.int(),
    jobName: z.string().nullable(),
    executedAt: z.string().nullable(),
    status: z.string().nullable(),
    rowsAffected: z.string().nullable(),
    message: z.string().nullable(),
  })
  .meta({ table: 'cron_reset_summary' });
