/** Live prices, the assets they are of and the exchanges they come from. */
import { defineSubgraph, type Services } from '../../platform/subgraph.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { startPricing } from './background.ts';
import { type Loaders, loadersOf } from './loaders.ts';
import { type PriceStore, priceStore } from './prices.ts';
import { resolvers } from './resolvers.ts';

export interface Context {
  services: Services;
  viewer: Viewer;
  prices: PriceStore;
  loaders: Loaders;
}

export const pricing = defineSubgraph<Context>({
  name: 'pricing',
  directory: import.meta.dirname,
  resolvers,
  createContext: (services, { viewer }) => ({
    services,
    viewer,
    prices: priceStore(services),
    loaders: loadersOf(services.database, viewer),
  }),
  startBackground: startPricing,
});
