import { defineSubgraph, type TableContext, tableContext } from '../../platform/subgraph.ts';
import { type Loaders, loadersOf } from './loaders.ts';
import { resolvers } from './resolvers.ts';
import { startUsageDaily } from './usage-daily.ts';

export type Context = TableContext<Loaders>;

/** What was asked of the platform. */
export const analytics = defineSubgraph<Context>({
  name: 'analytics',
  directory: import.meta.dirname,
  resolvers,
  createContext: tableContext(loadersOf),
  startBackground: async (services) => startUsageDaily(services),
});
