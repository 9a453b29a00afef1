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

/** An account, and the address that it was looked up by. */
export const FoundUserRow = z.object({ ...UserRow.shape, wanted: z.string() });

/** What a group gives to its keys. */
const flags = {
  isSystem: z.boolean(),
  isSubscriber: z.boolean(),
  isPartner: z.boolean(),
  isWebhook: z.boolean(),
  isTranslation: z.boolean(),
  isRateLimited: z.boolean(),
  isBillingExempt: z.boolean(),
};

/** What a key may do, and what it is held to. */
export type StandingRow = z.output<typeof StandingRow>;
const StandingRow = z.object({
  groupId: z.int().nullable(),
  queryLimit: z.int().nullable(),
  rateLimitQps: z.int().nullable(),
  burstLimit: z.int().nullable(),
  ...flags,
});

export type ApiKeyRow = z.output<typeof ApiKeyRow>;
export const ApiKeyRow = z
  .object({
    id: z.string(),
    userId: z.string().nullable(),
    prefix: z.string().nullable().meta({ computed: true }),
    name: z.string().nullable(),
    tier: z.string().nullable(),
    limitTier: z.string().nullable().meta({ computed: true }),
    currentUsage: z.int().nullable(),
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
    ...StandingRow.shape,
  })
  .meta({ table: 'api_keys', secrets: ['api_key', 'key_hash'] });

/** A key that was looked up by its secret, with what the viewer needs of its user, and whether the secret itself is stored. */
export type KnownKeyRow = z.output<typeof KnownKeyRow>;
export const KnownKeyRow = z.object({
  id: z.string(),
  userId: z.string().nullable(),
  tier: z.string().nullable(),
  apiLang: z.string(),
  ...StandingRow.shape,
  email: z.string().nullable(),
  keyIds: z.array(z.string()),
  isPlain: z.boolean(),
});

export type ApiKeyGroupRow = z.output<typeof ApiKeyGroupRow>;
export const ApiKeyGroupRow = z
  .object({
    id: z.int(),
    name: z.string(),
    displayName: z.string(),
    description: z.string().nullable(),
    ...flags,
    enabled: z.boolean(),
    createdAt: z.string(),
  })
  .meta({ table: 'api_key_groups' });

export type RateLimitTemplateRow = z.output<typeof RateLimitTemplateRow>;
export const RateLimitTemplateRow = z
  .object({
    tier: z.string(),
    rateLimitQps: z.int(),
    burstLimit: z.int(),
    burstTokens: z.number(),
    queryLimit: z.int(),
    minWaitSeconds: z.number(),
    description: z.string().nullable(),
  })
  .meta({ table: 'rate_limit_template' });

export type AgentProfileRow = z.output<typeof AgentProfileRow>;
export const AgentProfileRow = z
  .object({
    id: z.string(),
    name: z.string(),
    version: z.string(),
    arn: z.string(),
    displayName: z.string(),
    role: z.string(),
    modelId: z.string(),
    systemPrompt: z.string(),
    tasks: z.unknown(),
    policies: z.unknown(),
    metadata: z.unknown(),
    active: z.boolean(),
    createdAt: z.string(),
    updatedAt: z.string(),
    bumpedAt: z.string(),
  })
  .meta({ table: 'agent_profiles' });

export type AgentProfileEventRow = z.output<typeof AgentProfileEventRow>;
export const AgentProfileEventRow = z
  .object({
    id: z.string(),
    agentProfileId: z.string(),
    name: z.string(),
    version: z.string(),
    action: z.string(),
    actor: z.string(),
    payload: z.unknown(),
    createdAt: z.string(),
  })
  .meta({ table: 'agent_profile_events' });

/** What other subgraphs tell about what is theirs, as the schema requires it. */
export interface AddressedRef {
  id: string;
  email: string;
}

export interface PartnerApplicationRef {
  id: string;
  contactEmail: string;
}

export interface TranslationTaskRef {
  id: string;
  customerEmail?: string | null;
}
