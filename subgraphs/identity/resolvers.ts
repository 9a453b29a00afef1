import { readBigInt, readText, readUuid } from '../../platform/arguments.ts';
import type { Complete } from '../../platform/resolvers.ts';
import { compositeKey } from '../../platform/table.ts';
import type { Resolvers, ResolversParentTypes } from './generated/types.ts';
import { findKey, flagsOf, limitsOf } from './keys.ts';
import {
  AGENT_PROFILE_EVENTS,
  AGENT_PROFILES,
  API_KEY_GROUPS,
  API_KEYS,
  RATE_LIMIT_TEMPLATES,
  USERS,
} from './queries.ts';

const VIEWER_KINDS = { nobody: 'NOBODY', gateway: 'NOBODY', key: 'KEY', admin: 'ADMIN' } as const;

export const resolvers: Complete<Resolvers, ResolversParentTypes> = {
  Query: {
    viewer: (_, __, { viewer }) => viewer,
    user(_, { id }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.user.load(readUuid('id', id));
    },
    userByEmail(_, { email }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.userByEmail.load(readText('email', email));
    },
    users(_, args, { viewer, database }) {
      viewer.require('administer');
      return USERS.page(database, viewer, args);
    },
    apiKey(_, { id }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.apiKey.load(readUuid('id', id));
    },
    apiKeys(_, args, { viewer, database }) {
      viewer.require('readOwn');
      return API_KEYS.page(database, viewer, args);
    },
    apiKeyGroup(_, { id }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.group.load(readBigInt('id', id));
    },
    apiKeyGroupByName(_, { name }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.groupByName.load(readText('name', name));
    },
    apiKeyGroups(_, args, { viewer, database }) {
      viewer.require('readOwn');
      return API_KEY_GROUPS.page(database, viewer, args);
    },
    rateLimitTemplate: (_, { tier }, { loaders }) => loaders.template.load(readText('tier', tier).toLowerCase()),
    rateLimitTemplates: (_, args, { viewer, database }) => RATE_LIMIT_TEMPLATES.page(database, viewer, args),
    agentProfile(_, { id }, { viewer, loaders }) {
      viewer.require('administer');
      return loaders.agentProfile.load(readBigInt('id', id));
    },
    agentProfileByVersion(_, { name, version }, { viewer, loaders }) {
      viewer.require('administer');
      return loaders.agentProfileByVersion.load(compositeKey(readText('name', name), readText('version', version)));
    },
    agentProfiles(_, args, { viewer, database }) {
      viewer.require('administer');
      return AGENT_PROFILES.page(database, viewer, args);
    },
    agentProfileEvent(_, { id }, { viewer, loaders }) {
      viewer.require('administer');
      return loaders.agentProfileEvent.load(readBigInt('id', id));
    },
    agentProfileEvents(_, args, { viewer, database }) {
      viewer.require('administer');
      return AGENT_PROFILE_EVENTS.page(database, viewer, args);
    },
    async resolveKey(_, { key }, { viewer, database }) {
      viewer.require('resolveKeys');
      const known = await findKey(database, key);
      return (
        known && {
          keyId: known.id,
          userId: known.userId,
          keyIds: known.keyIds,
          email: known.email,
          tier: known.tier,
          language: known.apiLang,
          flags: flagsOf(known),
          limits: limitsOf(known),
        }
      );
    },
  },
  Viewer: {
    kind: (viewer) => VIEWER_KINDS[viewer.kind],
    key: (viewer, _, { loaders }) => (viewer.keyId === null ? null : loaders.apiKey.load(viewer.keyId)),
    user: (viewer, _, { loaders }) => (viewer.userId === null ? null : loaders.user.load(viewer.userId)),
  },
  User: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference ? loaders.user.load(reference.id) : loaders.userByEmail.load(reference.email),
    apiKeys: (user, args, { loaders }) => loaders.apiKeysByUser.load(user.id, args),
  },
  ApiKey: {
    __resolveReference: ({ id }, { loaders }) => loaders.apiKey.load(id),
    user: (key, _, { loaders }) => (key.userId === null ? null : loaders.user.load(key.userId)),
    group: (key, _, { loaders }) => (key.groupId === null ? null : loaders.group.load(String(key.groupId))),
    limits: limitsOf,
    rateLimitTemplate: (key, _, { loaders }) => (key.limitTier === null ? null : loaders.template.load(key.limitTier)),
  },
  ApiKeyGroup: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference ? loaders.group.load(reference.id) : loaders.groupByName.load(reference.name),
    id: (group) => String(group.id),
    apiKeys: (group, args, { loaders }) => loaders.apiKeysByGroup.load(String(group.id), args),
  },
  RateLimitTemplate: {
    __resolveReference: ({ tier }, { loaders }) => loaders.template.load(tier.toLowerCase()),
    apiKeys: (template, args, { loaders }) => loaders.apiKeysByLimitTier.load(template.tier, args),
  },
  AgentProfile: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference
        ? loaders.agentProfile.load(reference.id)
        : loaders.agentProfileByVersion.load(compositeKey(reference.name, reference.version)),
    events: (profile, args, { loaders }) => loaders.eventsByAgentProfile.load(profile.id, args),
  },
  AgentProfileEvent: {
    __resolveReference: ({ id }, { loaders }) => loaders.agentProfileEvent.load(id),
    agentProfile: (event, _, { loaders }) => loaders.agentProfile.load(event.agentProfileId),
  },
  // What is known by an address alone leads to an account here, where it is known whether there is one.
  SupportTicket: { user: ({ email }, _, { loaders }) => loaders.userByEmail.load(email) },
  PartnerApplication: { user: ({ contactEmail }, _, { loaders }) => loaders.userByEmail.load(contactEmail) },
  NewsletterSubscription: { user: ({ email }, _, { loaders }) => loaders.userByEmail.load(email) },
  TranslationTask: {
    customer: ({ customerEmail }, _, { loaders }) =>
      customerEmail == null ? null : loaders.userByEmail.load(customerEmail),
  },
};
