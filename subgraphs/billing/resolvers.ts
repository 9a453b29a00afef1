import { readBigInt, readText, readUuid } from '../../platform/arguments.ts';
import type { Complete } from '../../platform/resolvers.ts';
import type { Resolvers, ResolversParentTypes } from './generated/types.ts';
import { PAYMENT_LINKS, planName, TIER_PLANS, TRANSACTIONS } from './queries.ts';

export const resolvers: Complete<Resolvers, ResolversParentTypes> = {
  Query: {
    tierPlans: (_, args, { viewer, database }) => TIER_PLANS.page(database, viewer, args),
    tierPlan: (_, { id }, { loaders }) => loaders.tierPlan.load(readBigInt('id', id)),
    tierPlanByTier: (_, { product, tier }, { loaders }) =>
      loaders.tierPlanByName.load(planName(readText('product', product), readText('tier', tier))),
    transactions(_, args, { viewer, database }) {
      viewer.require('readOwn');
      return TRANSACTIONS.page(database, viewer, args);
    },
    transaction(_, { id }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.transaction.load(readUuid('id', id));
    },
    transactionByCharge(_, { stripeChargeId }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.transactionByCharge.load(readText('stripeChargeId', stripeChargeId));
    },
    paymentLinks: (_, args, { viewer, database }) => PAYMENT_LINKS.page(database, viewer, args),
    paymentLink: (_, { id }, { loaders }) => loaders.paymentLink.load(readBigInt('id', id)),
  },
  TierPlan: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference
        ? loaders.tierPlan.load(reference.id)
        : loaders.tierPlanByName.load(planName(reference.product, reference.tier)),
    id: (plan) => String(plan.id),
  },
  BillingPeriod: { ONE_TIME: 'one-time' },
  Transaction: {
    __resolveReference(reference, { loaders }) {
      if ('id' in reference) return loaders.transaction.load(reference.id);
      const charge = reference.stripeChargeId;
      return charge == null ? null : loaders.transactionByCharge.load(charge);
    },
    user: ({ userId }) => (userId === null ? null : { id: userId }),
    apiKey: ({ apiKey }) => (apiKey === null ? null : { id: apiKey }),
  },
  TransactionType: { LRS_ADDON: 'lrs-addon', SUBSCRIPTION_LRS_ADDON: 'subscription-lrs-addon' },
  PaymentLink: {
    __resolveReference: ({ id }, { loaders }) => loaders.paymentLink.load(id),
    id: (link) => String(link.id),
  },
  User: {
    transactions: (user, args, { loaders }) => loaders.transactionsByUser.load(user.id, args),
  },
  ApiKey: {
    transactions: (key, args, { loaders }) => loaders.transactionsByKey.load(key.id, args),
    plan({ tier, isWebhook, isSubscriber }, _, { loaders }) {
      if (tier == null) return null;
      // A key for pushed prices alone; its tier may carry the product's name, as in webhook_standard.
      const product = isWebhook && !isSubscriber ? 'webhook' : 'rest';
      return loaders.tierPlanByName.load(planName(product, tier.replace(/^webhook_/i, '')));
    },
  },
};
