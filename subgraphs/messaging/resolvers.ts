import { readText, readUuid } from '../../platform/arguments.ts';
import type { Complete } from '../../platform/resolvers.ts';
import { compositeKey } from '../../platform/table.ts';
import type { Resolvers, ResolversParentTypes } from './generated/types.ts';
import {
  DRAFTS,
  NEWSLETTER_TEMPLATES,
  NEWSLETTER_TRANSLATIONS,
  NEWSLETTERS,
  SENDERS,
  SUBSCRIPTIONS,
  TEMPLATES,
  TRANSLATIONS,
} from './queries.ts';

export const resolvers: Complete<Resolvers, ResolversParentTypes> = {
  Query: {
    newsletters: (_, args, { viewer, database }) => NEWSLETTERS.page(database, viewer, args),
    newsletter: (_, { id }, { loaders }) => loaders.newsletter.load(readUuid('id', id)),
    newsletterTranslations: (_, args, { viewer, database }) => NEWSLETTER_TRANSLATIONS.page(database, viewer, args),
    newsletterTranslation: (_, { id }, { loaders }) => loaders.newsletterTranslation.load(readUuid('id', id)),
    newsletterTranslationByLang: (_, { newsletterId, lang }, { loaders }) =>
      loaders.newsletterTranslationByLang.load(
        compositeKey(readUuid('newsletterId', newsletterId), readText('lang', lang)),
      ),
    newsletterSubscriptions(_, args, { viewer, database }) {
      viewer.require('readOwn');
      return SUBSCRIPTIONS.page(database, viewer, args);
    },
    newsletterSubscription(_, { id }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.subscription.load(readUuid('id', id));
    },
    newsletterSubscriptionByEmail(_, { email, source }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.subscriptionBySource.load(compositeKey(readText('email', email), String(source).toLowerCase()));
    },
    newsletterTemplates(_, args, { viewer, database }) {
      viewer.require('administer');
      return NEWSLETTER_TEMPLATES.page(database, viewer, args);
    },
    newsletterTemplate(_, { id }, { viewer, loaders }) {
      viewer.require('administer');
      return loaders.newsletterTemplate.load(readUuid('id', id));
    },
    emailSenders(_, args, { viewer, database }) {
      viewer.require('administer');
      return SENDERS.page(database, viewer, args);
    },
    emailSender(_, { id }, { viewer, loaders }) {
      viewer.require('administer');
      return loaders.sender.load(readUuid('id', id));
    },
    emailSenderByEmail(_, { email }, { viewer, loaders }) {
      viewer.require('administer');
      return loaders.senderByAddress.load(readText('email', email).toLowerCase());
    },
    emailTemplates(_, args, { viewer, database }) {
      viewer.require('administer');
      return TEMPLATES.page(database, viewer, args);
    },
    emailTemplate(_, { id }, { viewer, loaders }) {
      viewer.require('administer');
      return loaders.template.load(readUuid('id', id));
    },
    emailTranslations(_, args, { viewer, database }) {
      viewer.require('administer');
      return TRANSLATIONS.page(database, viewer, args);
    },
    emailTranslation(_, { id }, { viewer, loaders }) {
      viewer.require('administer');
      return loaders.translation.load(readUuid('id', id));
    },
    emailTranslationByField(_, { templateName, lang, fieldName }, { viewer, loaders }) {
      viewer.require('administer');
      return loaders.translationByField.load(
        compositeKey(readText('templateName', templateName), readText('lang', lang), readText('fieldName', fieldName)),
      );
    },
    emailDrafts(_, args, { viewer, database }) {
      viewer.require('administer');
      return DRAFTS.page(database, viewer, args);
    },
    emailDraft(_, { id }, { viewer, loaders }) {
      viewer.require('administer');
      return loaders.draft.load(readUuid('id', id));
    },
  },
  Newsletter: {
    __resolveReference: ({ id }, { loaders }) => loaders.newsletter.load(id),
    translations: (newsletter, args, { loaders }) => loaders.translationsByNewsletter.load(newsletter.id, args),
  },
  NewsletterTranslation: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference
        ? loaders.newsletterTranslation.load(reference.id)
        : loaders.newsletterTranslationByLang.load(compositeKey(reference.newsletterId, reference.lang)),
    newsletter: (translation, _, { loaders }) => loaders.newsletter.load(translation.newsletterId),
  },
  NewsletterSubscription: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference
        ? loaders.subscription.load(reference.id)
        : loaders.subscriptionBySource.load(compositeKey(reference.email, String(reference.source).toLowerCase())),
  },
  NewsletterTemplate: {
    __resolveReference: ({ id }, { loaders }) => loaders.newsletterTemplate.load(id),
  },
  EmailSender: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference
        ? loaders.sender.load(reference.id)
        : loaders.senderByAddress.load(reference.email.toLowerCase()),
    drafts: (sender, args, { loaders }) => loaders.draftsBySender.load(sender.id, args),
  },
  EmailTemplate: {
    __resolveReference: ({ id }, { loaders }) => loaders.template.load(id),
    translations: (template, args, { loaders }) => loaders.translationsByTemplate.load(template.name, args),
    drafts: (template, args, { loaders }) => loaders.draftsByTemplate.load(template.id, args),
  },
  EmailTranslation: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference
        ? loaders.translation.load(reference.id)
        : loaders.translationByField.load(compositeKey(reference.templateName, reference.lang, reference.fieldName)),
    templates: (translation, args, { loaders }) => loaders.templatesByName.load(translation.templateName, args),
  },
  EmailDraft: {
    __resolveReference: ({ id }, { loaders }) => loaders.draft.load(id),
    template: ({ templateId }, _, { loaders }) => (templateId === null ? null : loaders.template.load(templateId)),
    sender: ({ senderId }, _, { loaders }) => (senderId === null ? null : loaders.sender.load(senderId)),
  },
  User: {
    newsletterSubscriptions: (user, args, { loaders }) => loaders.subscriptionsByEmail.load(user.email, args),
  },
};
