import { perViewer, rowLoader } from '../../platform/loaders.ts';
import { planName, tierPlansByIds, tierPlansByNames } from './queries.ts';

export type Loaders = ReturnType<typeof loadersOf>;

export const loadersOf = perViewer((database, viewer) => ({
  tierPlan: rowLoader(
    (ids) => tierPlansByIds(database, viewer, ids),
    (plan) => String(plan.id),
  ),
  tierPlanByName: rowLoader(
    (names) => tierPlansByNames(database, viewer, names),
    (plan) => planName(plan.product, plan.tier),
  ),
}));
