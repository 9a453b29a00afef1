import { perViewer } from '../../platform/loaders.ts';
import { PAYMENT_LINKS, PLAN_BY_NAME, TIER_PLANS, TRANSACTIONS } from './queries.ts';

export type Loaders = ReturnType<typeof loadersOf>;

export const loadersOf = perViewer((database, viewer) => ({
  tierPlan: TIER_PLANS.rowsBy(database, viewer, 'id'),
  tierPlanByName: TIER_PLANS.rowsBy(database, viewer, PLAN_BY_NAME),
  transaction: TRANSACTIONS.rowsBy(database, viewer, 'id'),
  transactionByCharge: TRANSACTIONS.rowsBy(database, viewer, 'stripeChargeId'),
  transactionsByUser: TRANSACTIONS.pagesBy(database, viewer, 'userId'),
  transactionsByKey: TRANSACTIONS.pagesBy(database, viewer, 'apiKey'),
  paymentLink: PAYMENT_LINKS.rowsBy(database, viewer, 'id'),
}));
