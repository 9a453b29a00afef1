import { readUuid } from '../../platform/arguments.ts';
import type { Complete } from '../../platform/resolvers.ts';
import type { Resolvers, ResolversParentTypes } from './generated/types.ts';
import { findKey, flagsOf, limitsOf } from './keys.ts';
import { apiKeyCount, apiKeys, NEWEST_KEYS, NEWEST_USERS, userCount, users } from './queries.ts';

const VIEWER_KINDS = { nobody: 'NOBODY', gateway: 'NOBODY', key: 'KEY', admin: 'ADMIN' } as const;

export const resolvers: Complete<Resolvers, ResolversParentTypes> = {
  Query: {
    viewer: (_, __, { viewer }) => viewer,
    user(_, { id }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.user.load(readUuid('id', id));
    },
    users(_, args, { viewer, database }) {
      viewer.require('administer');
      return NEWEST_USERS.page(
        args,
        (slice) => users(database, viewer, slice),
        () => userCount(database, viewer),
      );
    },
    apiKeys(_, args, { viewer, database }) {
      viewer.require('readOwn');
      return NEWEST_KEYS.page(
        args,
        (slice) => apiKeys(database, viewer, slice),
        () => apiKeyCount(database, viewer),
      );
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
    __resolveReference: ({ id }, { loaders }) => loaders.user.load(id),
    apiKeys: (user, args, { loaders }) => loaders.apiKeysByUser.load(user.id, args),
  },
  ApiKey: {
    __resolveReference: ({ id }, { loaders }) => loaders.apiKey.load(id),
    user: (key, _, { loaders }) => (key.userId === null ? null : loaders.user.load(key.userId)),
    limits: limitsOf,
  },
};
