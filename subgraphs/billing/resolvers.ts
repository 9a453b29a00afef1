import type { Complete } from '../../platform/resolvers.ts';
import type { Resolvers, ResolversParentTypes } from './generated/types.ts';
import { CATALOG_ORDER, planName, tierPlanCount, tierPlans } from './queries.ts';

export const resolvers: Complete<Resolvers, ResolversParentTypes> = {
  Query: {
    tierCatalog: (_, args, { viewer, database }) =>
      CATALOG_ORDER.page(
        args,
        (slice) => tierPlans(database, viewer, slice),
        () => tierPlanCount(database, viewer),
      ),
  },
  TierPlan: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference
        ? loaders.tierPlan.load(reference.id)
        : loaders.tierPlanByName.load(planName(reference.product, reference.tier)),
    id: (plan) => String(plan.id),
  },
  ApiKey: {
    plan({ tier, isWebhook, isSubscriber }, _, { loaders }) {
      if (tier == null) return null;
      // A key for pushed prices alone; its tier may carry the product's name, as in webhook_standard.
      const product = isWebhook && !isSubscriber ? 'webhook' : 'rest';
      return loaders.tierPlanByName.load(planName(product, tier.replace(/^webhook_/i, '')));
    },
  },
};
