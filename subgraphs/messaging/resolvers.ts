import type { Complete } from '../../platform/resolvers.ts';
import type { Resolvers, ResolversParentTypes } from './generated/types.ts';
import { LATEST_NEWSLETTERS, newsletterCount, newsletters } from './queries.ts';

export const resolvers: Complete<Resolvers, ResolversParentTypes> = {
  Query: {
    newsletters: (_, args, { viewer, database }) =>
      LATEST_NEWSLETTERS.page(
        args,
        (slice) => newsletters(database, viewer, slice),
        () => newsletterCount(database, viewer),
      ),
  },
  Newsletter: {
    __resolveReference: ({ id }, { loaders }) => loaders.newsletter.load(id),
  },
};
