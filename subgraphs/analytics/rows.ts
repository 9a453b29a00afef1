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
