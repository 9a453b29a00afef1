import { z } from 'zod';

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

export type ErrorMessageRow = z.output<typeof ErrorMessageRow>;
export const ErrorMessageRow = z
  .object({ id: z.int(), messageKey: z.string(), lang: z.string(), message: z.string(), createdAt: z.string() })
  .meta({ table: 'error_messages' });

export type PartnerApplicationRow = z.output<typeof PartnerApplicationRow>;
export const PartnerApplicationRow = z
  .object({
    id: z.string(),
    companyName: z.string(),
    contactName: z.string(),
    contactEmail: z.string(),
    awsAccountId: z.string(),
    awsRegion: z.string(),
    vpcCidr: z.string().nullable(),
    connectionType: z.string(),
    dataProvided: z.string().nullable(),
    estimatedVolume: z.string().nullable(),
    notes: z.string().nullable(),
    status: z.string(),
    reviewedAt: z.string().nullable(),
    reviewerNotes: z.string().nullable(),
    apiKeyId: z.string().nullable(),
    createdAt: z.string(),
  })
  .meta({ table: 'partner_applications' });

export type DemoLeadRow = z.output<typeof DemoLeadRow>;
export const DemoLeadRow = z
  .object({
    id: z.string(),
    email: z.string(),
    interest: z.string(),
    platform: z.string(),
    clientIp: z.string().nullable(),
    createdAt: z.string(),
  })
  .meta({ table: 'demo_leads' });

export type MapPinRow = z.output<typeof MapPinRow>;
export const MapPinRow = z
  .object({
    id: z.string(),
    type: z.string(),
    lat: z.string().nullable(),
    lng: z.string().nullable(),
    region: z.string().nullable(),
    caption: z.string().nullable(),
    mediaUrl: z.string().nullable(),
    date: z.string().nullable(),
    status: z.string().nullable(),
    mediaUrls: z.unknown(),
  })
  .meta({ table: 'map_pins' });

/** An account is known by its address here. */
export interface UserRef {
  email: string;
}
