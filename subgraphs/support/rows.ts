import { z } from 'zod';
import type { Ref } from '../../platform/resolvers.ts';

export type SupportTicketRow = z.output<typeof SupportTicketRow>;
export const SupportTicketRow = z
  .object({
    id: z.string(),
    ticketNumber: z.string(),
    name: z.string(),
    email: z.string(),
    category: z.string(),
    subject: z.string(),
    message: z.string(),
    status: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
    clientIp: z.string(),
    preferredLang: z.string().nullable(),
    messageEn: z.string().nullable(),
  })
  .meta({ table: 'support_tickets' });

export type SupportReplyRow = z.output<typeof SupportReplyRow>;
export const SupportReplyRow = z
  .object({
    id: z.string(),
    ticketId: z.string(),
    author: z.string(),
    authorType: z.string(),
    message: z.string(),
    isInternal: z.boolean(),
    createdAt: z.string(),
    messageTranslated: z.string().nullable(),
  })
  .meta({ table: 'support_replies' });

/** What identity tells about an account, as the schema requires it. */
export interface UserRef extends Ref {
  email: string;
}
