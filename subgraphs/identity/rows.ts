import { z } from 'zod';

export type UserRow = z.output<typeof UserRow>;
export const UserRow = z
  .object({
    id: z.string(),
    email: z.string(),
    tier: z.string().nullable(),
    createdAt: z.string().nullable(),
    name: z.string().nullable(),
    preferredLang: z.string().nullable(),
  })
  .meta({ table: 'users' });

export type ApiKeyRow = z.output<typeof ApiKeyRow>;
export const ApiKeyRow = z
  .object({
    id: z.string(),
    userId: z.string().nullable(),
    groupId: z.number().nullable(),
    prefix: z.string().nullable().meta({ computed: true }),
    name: z.string().nullable(),
    tier: z.string().nullable(),
    queryLimit: z.number().nullable(),
    currentUsage: z.number().nullable(),
    rateLimitQps: z.number().nullable(),
    burstLimit: z.number().nullable(),
    burstTokens: z.number().nullable(),
    minimumWaitSeconds: z.number().nullable(),
    lastUsed: z.string().nullable(),
    lastSuccess: z.string().nullable(),
    createdAt: z.string().nullable(),
    revoked: z.boolean().nullable(),
    lrsEnabled: z.boolean().nullable(),
    responseFormat: z.string(),
    apiLang: z.string(),
    stripeCustomerId: z.string().nullable(),
    stripeSubscriptionId: z.string().nullable(),
    stripeLrsSubscriptionId: z.string().nullable(),
    subscriptionStatus: z.string(),
    tierEffectiveDate: z.string().nullable(),
    paymentFailedAt: z.string().nullable(),
    isSystem: z.boolean(),
    isSubscriber: z.boolean(),
    isPartner: z.boolean(),
    isWebhook: z.boolean(),
    isTranslation: z.boolean(),
    isRateLimited: z.boolean(),
    isBillingExempt: z.boolean(),
  })
  .meta({ table: 'api_keys', secrets: ['api_key', 'key_hash'] });

/** A key that was looked up by its secret, with what the viewer needs of its user, and whether the secret itself is stored. */
export type KnownKeyRow = z.output<typeof KnownKeyRow>;
export const KnownKeyRow = z.object({
  ...ApiKeyRow.shape,
  email: z.string().nullable(),
  keyIds: z.array(z.string()),
  isPlain: z.boolean(),
});
