import { pageLoader, perViewer, rowLoader } from '../../platform/loaders.ts';
import { apiKeyCountsByUsers, apiKeysByIds, apiKeysByUsers, NEWEST_KEYS, usersByIds } from './queries.ts';

export type Loaders = ReturnType<typeof loadersOf>;

export const loadersOf = perViewer((database, viewer) => ({
  user: rowLoader(
    (ids) => usersByIds(database, viewer, ids),
    (user) => user.id,
  ),
  apiKey: rowLoader(
    (ids) => apiKeysByIds(database, viewer, ids),
    (key) => key.id,
  ),
  apiKeysByUser: pageLoader({
    keyset: NEWEST_KEYS,
    rows: (userIds, slice) => apiKeysByUsers(database, viewer, userIds, slice),
    parentOf: (key) => key.userId,
    counts: (userIds) => apiKeyCountsByUsers(database, viewer, userIds),
  }),
}));
