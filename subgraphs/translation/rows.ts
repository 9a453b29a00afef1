import { z } from 'zod';

export type TranslationJobRow = z.output<typeof TranslationJobRow>;
export const TranslationJobRow = z
  .object({
    id: z.string(),
    jobId: z.string(),
    taskId: z.string().nullable(),
    state: z.string(),
    submittedAt: z.string(),
    startedAt: z.string().nullable(),
    completedAt: z.string().nullable(),
    submittedBy: z.string().nullable(),
    docs: z.unknown(),
    langs: z.unknown(),
    options: z.unknown(),
    progress: z.unknown(),
    errors: z.unknown(),
    bedrockCostUsd: z.string().nullable(),
    bedrockInvocations: z.int().nullable(),
    totalChunks: z.int().nullable(),
    totalPairs: z.int().nullable(),
    succeededPairs: z.int().nullable(),
    failedPairs: z.int().nullable(),
    elapsedSeconds: z.int().nullable(),
    stepFunctionArn: z.string().nullable(),
    retryOf: z.string().nullable(),
    idempotencyKey: z.string().nullable(),
    cloudfrontInvalidationIds: z.unknown(),
    searchIndexRebuilt: z.boolean().nullable(),
    notificationSent: z.boolean().nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
    reason: z.string().nullable(),
    model: z.string().nullable(),
  })
  .meta({ table: 'translation_jobs' });
