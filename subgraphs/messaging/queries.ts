/** What messaging asks of its tables. The public sees newsletters that were sent and are not archived. */
import { type SqlFragment, sql } from '../../platform/database.ts';
import { type Belonging, type Lookup, table } from '../../platform/table.ts';
import { administrators, owners, publicWhere } from '../../platform/visibility.ts';
import type {
  EmailDraftFilter,
  EmailDraftOrder,
  EmailSenderFilter,
  EmailSenderOrder,
  EmailTemplateFilter,
  EmailTemplateOrder,
  EmailTranslationFilter,
  EmailTranslationOrder,
  NewsletterFilter,
  NewsletterOrder,
  NewsletterSubscriptionFilter,
  NewsletterSubscriptionOrder,
  NewsletterTemplateFilter,
  NewsletterTemplateOrder,
  NewsletterTranslationFilter,
  NewsletterTranslationOrder,
} from './generated/types.ts';
import {
  EmailDraftRow,
  EmailSenderRow,
  EmailTemplateRow,
  EmailTranslationRow,
  NewsletterRow,
  NewsletterSubscriptionRow,
  NewsletterTemplateRow,
  NewsletterTranslationRow,
} from './rows.ts';

const IS_PUBLIC = sql.fragment`(status = 'active' AND sent_at <= now())`;

export const NEWSLETTERS = table<NewsletterRow, NewsletterFilter, NewsletterOrder>({
  name: 'messaging.newsletters',
  row: NewsletterRow,
  key: 'id',
  columns: { id: 'uuid', status: 'text', type: 'text', sentAt: 'timestamptz' },
  confidential: ['subscriberCount', 'openRate', 'metadata'],
  visible: publicWhere(IS_PUBLIC),
});

export const NEWSLETTER_TRANSLATIONS = table<
  NewsletterTranslationRow,
  NewsletterTranslationFilter,
  NewsletterTranslationOrder
>({
  name: 'messaging.newsletterTranslations',
  row: NewsletterTranslationRow,
  key: 'id',
  columns: { id: 'uuid', newsletterId: 'uuid', lang: 'text' },
  visible: publicWhere(sql.fragment`newsletter_id IN (SELECT id FROM newsletters WHERE ${IS_PUBLIC})`),
});

const isOf = (address: string | SqlFragment) => sql.fragment`lower(email) = lower(${address})`;

/** A subscription belongs to whoever holds its address, in any case. */
export const SUBSCRIPTIONS = table<
  NewsletterSubscriptionRow,
  NewsletterSubscriptionFilter,
  NewsletterSubscriptionOrder
>({
  name: 'messaging.newsletterSubscriptions',
  row: NewsletterSubscriptionRow,
  key: 'id',
  columns: { id: 'uuid', email: 'text', source: 'text', optOut: 'bool', subscribedAt: 'timestamptz' },
  filters: { email: (address) => isOf(String(address)) },
  visible: owners(({ email }) => (email === null ? [] : [isOf(email)])),
});

export const SUBSCRIPTIONS_OF_ADDRESS: Belonging = { by: 'Email', type: 'text', matches: isOf };

export const NEWSLETTER_TEMPLATES = table<NewsletterTemplateRow, NewsletterTemplateFilter, NewsletterTemplateOrder>({
  name: 'messaging.newsletterTemplates',
  row: NewsletterTemplateRow,
  key: 'id',
  columns: { id: 'uuid', type: 'text', topic: 'text', createdAt: 'timestamptz' },
  visible: administrators,
});

export const SENDERS = table<EmailSenderRow, EmailSenderFilter, EmailSenderOrder>({
  name: 'messaging.emailSenders',
  row: EmailSenderRow,
  key: 'id',
  columns: { id: 'uuid', email: 'text' },
  filters: { email: (address) => isOf(String(address)) },
  visible: administrators,
});

/** Addresses are unique as they are written; those that differ in case alone are the same to a mail server. */
export const SENDER_BY_ADDRESS: Lookup<EmailSenderRow> = {
  by: 'Address',
  type: 'text',
  expression: sql.fragment`lower(email)`,
  keyOf: ({ email }) => email.toLowerCase(),
};

export const TEMPLATES = table<EmailTemplateRow, EmailTemplateFilter, EmailTemplateOrder>({
  name: 'messaging.emailTemplates',
  row: EmailTemplateRow,
  key: 'id',
  columns: { id: 'uuid', topic: 'text', name: 'text' },
  visible: administrators,
});

export const TRANSLATIONS = table<EmailTranslationRow, EmailTranslationFilter, EmailTranslationOrder>({
  name: 'messaging.emailTranslations',
  row: EmailTranslationRow,
  key: 'id',
  columns: { id: 'uuid', templateName: 'text', lang: 'text', fieldName: 'text' },
  sorted: { template: ['templateName', 'lang', 'fieldName'] },
  visible: administrators,
});

export const DRAFTS = table<EmailDraftRow, EmailDraftFilter, EmailDraftOrder>({
  name: 'messaging.emailDrafts',
  row: EmailDraftRow,
  key: 'id',
  columns: { id: 'uuid', status: 'text', templateId: 'uuid', senderId: 'uuid', createdAt: 'timestamptz' },
  visible: administrators,
});
