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

export type TranslationJobEventRow = z.output<typeof TranslationJobEventRow>;
export const TranslationJobEventRow = z
  .object({
    id: z.string(),
    jobId: z.string(),
    eventType: z.string(),
    doc: z.string().nullable(),
    lang: z.string().nullable(),
    detail: z.unknown(),
    createdAt: z.string(),
  })
  .meta({ table: 'translation_job_events' });

export type TranslationTaskRow = z.output<typeof TranslationTaskRow>;
export const TranslationTaskRow = z
  .object({
    id: z.string(),
    taskId: z.string(),
    taskType: z.string(),
    state: z.string(),
    customerEmail: z.string().nullable(),
    quoteIds: z.unknown(),
    jobIds: z.unknown(),
    totalJobs: z.int(),
    completedJobs: z.int(),
    failedJobs: z.int(),
    cancelledJobs: z.int(),
    notificationSent: z.boolean(),
    submittedAt: z.string(),
    completedAt: z.string().nullable(),
    createdAt: z.string(),
  })
  .meta({ table: 'translation_tasks' });

export type TranslationQuoteRow = z.output<typeof TranslationQuoteRow>;
export const TranslationQuoteRow = z
  .object({
    id: z.string(),
    quoteId: z.string(),
    /** Null where the column holds no identifier. */
    apiKeyId: z.string().nullable().meta({ withheld: true }),
    docUrl: z.string(),
    docName: z.string(),
    docSizeBytes: z.int(),
    estimatedChunks: z.int(),
    difficulty: z.string(),
    codeBlocks: z.int(),
    diagrams: z.int(),
    langs: z.unknown(),
    langCount: z.int(),
    costPerChunk: z.string(),
    costPerPair: z.string(),
    infraPerPair: z.string(),
    subtotal: z.string(),
    markupPct: z.int(),
    totalPrice: z.string(),
    model: z.string().nullable(),
    state: z.string(),
    expiresAt: z.string(),
    acceptedAt: z.string().nullable(),
    declinedAt: z.string().nullable(),
    stripePaymentIntentId: z.string().nullable(),
    stripeChargeId: z.string().nullable(),
    jobId: z.string().nullable(),
    refundedAt: z.string().nullable(),
    refundAmount: z.string().nullable(),
    refundId: z.string().nullable(),
    protectedTerms: z.unknown(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ table: 'translation_quotes' });

export type TranslationParameterRow = z.output<typeof TranslationParameterRow>;
export const TranslationParameterRow = z
  .object({
    key: z.string(),
    value: z.string(),
    description: z.string(),
    category: z.string(),
    updatedAt: z.string(),
    updatedBy: z.string(),
  })
  .meta({ table: 'translation_parameters' });

export type BedrockModelRow = z.output<typeof BedrockModelRow>;
export const BedrockModelRow = z
  .object({
    id: z.int(),
    friendlyName: z.string(),
    displayName: z.string(),
    bedrockModelId: z.string().nullable().meta({ withheld: true }),
    region: z.string(),
    inferenceType: z.string(),
    priority: z.int(),
    enabled: z.boolean(),
    notes: z.string().nullable().meta({ withheld: true }),
    verifiedAt: z.string(),
    createdAt: z.string(),
    blocked: z.boolean(),
  })
  .meta({ table: 'bedrock_model_catalog' });

export type LanguageProfileRow = z.output<typeof LanguageProfileRow>;
export const LanguageProfileRow = z
  .object({
    langCode: z.string(),
    displayName: z.string(),
    scriptFamily: z.string(),
    maxChunkKb: z.int(),
    maxCodeTags: z.int(),
    tokenExpansionFactor: z.string(),
    maxRetries: z.int(),
    retryChunkShrinkPct: z.int(),
    modelOverride: z.string().nullable(),
    temperature: z.string(),
    maxOutputTokens: z.int(),
    priority: z.int(),
    enabled: z.boolean(),
    notes: z.string().nullable(),
    densityLiftThreshold: z.string().nullable(),
    densityMaxProse: z.int().nullable(),
  })
  .meta({ table: 'language_profiles' });

/** An account is known by its address here. */
export interface UserRef {
  email: string;
}
