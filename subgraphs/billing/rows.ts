import { z } from 'zod';
import type { Ref } from '../../platform/resolvers.ts';

export type TierPlanRow = z.output<typeof TierPlanRow>;
export const TierPlanRow = z
  .object({
    id: z.int(),
    product: z.string(),
    tier: z.string(),
    displayName: z.string(),
    priceCents: z.string(),
    currency: z.string(),
    billingPeriod: z.string(),
    lpoLimit: z.string(),
    lrsLimit: z.string(),
    rateLimited: z.boolean(),
    features: z.unknown(),
    summary: z.string(),
    sortOrder: z.int(),
    published: z.boolean(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ table: 'tier_catalog' });

/** What identity tells about a key, as the schema requires it. */
export interface ApiKeyRef extends Ref {
  tier: string | null | undefined;
  isSubscriber: boolean;
  isWebhook: boolean;
}
