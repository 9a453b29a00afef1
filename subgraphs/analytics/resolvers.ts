import type { Complete } from '../../platform/resolvers.ts';
import type { Resolvers, ResolversParentTypes } from './generated/types.ts';
import { LATEST_LOGS, usageLogCount, usageLogs } from './queries.ts';

export const resolvers: Complete<Resolvers, ResolversParentTypes> = {
  Query: {
    usageLogs(_, args, { viewer, database }) {
      viewer.require('readOwn');
      return LATEST_LOGS.page(
        args,
        (slice) => usageLogs(database, viewer, slice),
        () => usageLogCount(database, viewer),
      );
    },
  },
  UsageLog: {
    __resolveReference: ({ id }, { loaders }) => loaders.usageLog.load(id),
    user: (log) => (log.userId === null ? null : { id: log.userId }),
    apiKey: (log) => (log.apiKeyId === null ? null : { id: log.apiKeyId }),
    asset: (log) => (log.asset === null ? null : { symbol: log.asset }),
  },
  ApiKey: {
    usageLogs: (key, args, { loaders }) => loaders.usageLogsByKey.load(key.id, args),
  },
};
