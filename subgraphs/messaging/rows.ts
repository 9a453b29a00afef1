import { z } from 'zod';

export type NewsletterRow = z.output<typeof NewsletterRow>;
export const NewsletterRow = z
  .object({
    id: z.string(),
    title: z.string(),
    content: z.string(),
    sentAt: z.string().nullable(),
    subscriberCount: z.int().nullable(),
    openRate: z.number().nullable(),
    metadata: z.unknown(),
    status: z.string().nullable(),
    type: z.string().nullable(),
  })
  .meta({ table: 'newsletters' });
