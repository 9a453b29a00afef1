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

export type TransactionRow = z.output<typeof TransactionRow>;
export const TransactionRow = z
  .object({
    id: z.string(),
    userId: z.string().nullable(),
    timestamp: z.string().nullable(),
    type: z.string().nullable(),
    amountUsd: z.string().nullable(),
    stripeChargeId: z.string().nullable(),
    status: z.string().nullable(),
    donorName: z.string().nullable(),
    donorEmail: z.string().nullable(),
    impactType: z.string().nullable(),
    recurring: z.boolean().nullable(),
    stripeSessionId: z.string().nullable(),
    tier: z.string().nullable(),
    apiKey: z.string().nullable(),
    preferredLang: z.string().nullable(),
  })
  .meta({ table: 'transactions' });

export type PaymentLinkRow = z.output<typeof PaymentLinkRow>;
export const PaymentLinkRow = z
  .object({
    id: z.int(),
    linkType: z.string().nullable(),
    tier: z.string().nullable(),
    stripeUrl: z.string().nullable(),
  })
  .meta({ table: 'payment_links' });

/** A key; with what identity tells about it, where the schema requires that. */
export interface ApiKeyRef extends Ref {
  tier?: string | null;
  isSubscriber?: boolean;
  isWebhook?: boolean;
}
