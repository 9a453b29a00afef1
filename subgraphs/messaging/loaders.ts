import { perViewer } from '../../platform/loaders.ts';
import {
  DRAFTS,
  NEWSLETTER_TEMPLATES,
  NEWSLETTER_TRANSLATIONS,
  NEWSLETTERS,
  SENDER_BY_ADDRESS,
  SENDERS,
  SUBSCRIPTIONS,
  SUBSCRIPTIONS_OF_ADDRESS,
  TEMPLATES,
  TRANSLATIONS,
} from './queries.ts';

export type Loaders = ReturnType<typeof loadersOf>;

export const loadersOf = perViewer((database, viewer) => ({
  newsletter: NEWSLETTERS.rowsBy(database, viewer, 'id'),
  newsletterTranslation: NEWSLETTER_TRANSLATIONS.rowsBy(database, viewer, 'id'),
  newsletterTranslationByLang: NEWSLETTER_TRANSLATIONS.rowsByAll(database, viewer, ['newsletterId', 'lang']),
  translationsByNewsletter: NEWSLETTER_TRANSLATIONS.pagesBy(database, viewer, 'newsletterId'),
  subscription: SUBSCRIPTIONS.rowsBy(database, viewer, 'id'),
  subscriptionBySource: SUBSCRIPTIONS.rowsByAll(database, viewer, ['email', 'source']),
  subscriptionsByEmail: SUBSCRIPTIONS.pagesBy(database, viewer, SUBSCRIPTIONS_OF_ADDRESS),
  newsletterTemplate: NEWSLETTER_TEMPLATES.rowsBy(database, viewer, 'id'),
  sender: SENDERS.rowsBy(database, viewer, 'id'),
  senderByAddress: SENDERS.rowsBy(database, viewer, SENDER_BY_ADDRESS),
  template: TEMPLATES.rowsBy(database, viewer, 'id'),
  templatesByName: TEMPLATES.pagesBy(database, viewer, 'name'),
  translation: TRANSLATIONS.rowsBy(database, viewer, 'id'),
  translationByField: TRANSLATIONS.rowsByAll(database, viewer, ['templateName', 'lang', 'fieldName']),
  translationsByTemplate: TRANSLATIONS.pagesBy(database, viewer, 'templateName'),
  draft: DRAFTS.rowsBy(database, viewer, 'id'),
  draftsByTemplate: DRAFTS.pagesBy(database, viewer, 'templateId'),
  draftsBySender: DRAFTS.pagesBy(database, viewer, 'senderId'),
}));
