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

export type NewsletterTranslationRow = z.output<typeof NewsletterTranslationRow>;
export const NewsletterTranslationRow = z
  .object({
    id: z.string(),
    newsletterId: z.string(),
    lang: z.string(),
    subject: z.string(),
    bodyHtml: z.string(),
    autoTranslated: z.boolean().nullable(),
    reviewed: z.boolean().nullable(),
    createdAt: z.string().nullable(),
    updatedAt: z.string().nullable(),
  })
  .meta({ table: 'newsletter_translations' });

export type NewsletterSubscriptionRow = z.output<typeof NewsletterSubscriptionRow>;
export const NewsletterSubscriptionRow = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string().nullable(),
    source: z.string().nullable(),
    subscribedAt: z.string().nullable(),
    optOut: z.boolean().nullable(),
    preferredLang: z.string().nullable(),
  })
  .meta({ table: 'newsletter_subscribers' });

export type NewsletterTemplateRow = z.output<typeof NewsletterTemplateRow>;
export const NewsletterTemplateRow = z
  .object({
    id: z.string(),
    type: z.string(),
    topic: z.string(),
    name: z.string(),
    content: z.string(),
    createdAt: z.string(),
  })
  .meta({ table: 'newsletter_templates' });

export type EmailSenderRow = z.output<typeof EmailSenderRow>;
export const EmailSenderRow = z
  .object({
    id: z.string(),
    displayName: z.string(),
    email: z.string(),
    replyTo: z.string(),
    createdAt: z.string(),
  })
  .meta({ table: 'email_senders' });

export type EmailTemplateRow = z.output<typeof EmailTemplateRow>;
export const EmailTemplateRow = z
  .object({
    id: z.string(),
    topic: z.string(),
    name: z.string(),
    subject: z.string(),
    content: z.string(),
    createdAt: z.string(),
  })
  .meta({ table: 'email_templates' });

export type EmailTranslationRow = z.output<typeof EmailTranslationRow>;
export const EmailTranslationRow = z
  .object({
    id: z.string(),
    templateName: z.string(),
    lang: z.string(),
    fieldName: z.string(),
    fieldValue: z.string(),
    createdAt: z.string().nullable(),
  })
  .meta({ table: 'email_translations' });

export type EmailDraftRow = z.output<typeof EmailDraftRow>;
export const EmailDraftRow = z
  .object({
    id: z.string(),
    templateId: z.string().nullable(),
    senderId: z.string().nullable(),
    subject: z.string(),
    content: z.string(),
    recipients: z.string(),
    cc: z.string(),
    bcc: z.string(),
    status: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
    sentAt: z.string().nullable(),
  })
  .meta({ table: 'email_drafts' });

/** An account is known by its address here. */
export interface UserRef {
  email: string;
}
