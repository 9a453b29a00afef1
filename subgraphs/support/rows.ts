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

/** A ticket with the address that it was looked up by, which may be capitalised otherwise than its own. */
export type TicketByEmailRow = z.output<typeof TicketByEmailRow>;
export const TicketByEmailRow = z.object({ ...SupportTicketRow.shape, parentEmail: z.string() });

/** What identity tells about an account, as the schema requires it. */
export interface UserRef extends Ref {
  email: string;
}
