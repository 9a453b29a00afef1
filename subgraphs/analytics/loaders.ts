import { pageLoader, perViewer, rowLoader } from '../../platform/loaders.ts';
import { LATEST_LOGS, usageLogCountsByKeys, usageLogsByIds, usageLogsByKeys } from './queries.ts';

export type Loaders = ReturnType<typeof loadersOf>;

export const loadersOf = perViewer((database, viewer) => ({
  usageLog: rowLoader(
    (ids) => usageLogsByIds(database, viewer, ids),
    (log) => log.id,
  ),
  usageLogsByKey: pageLoader({
    keyset: LATEST_LOGS,
    rows: (keyIds, slice) => usageLogsByKeys(database, viewer, keyIds, slice),
    parentOf: (log) => log.apiKeyId,
    counts: (keyIds) => usageLogCountsByKeys(database, viewer, keyIds),
  }),
}));
