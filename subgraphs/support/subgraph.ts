import { defineSubgraph, type TableContext, tableContext } from '../../platform/subgraph.ts';
import { type Loaders, loadersOf } from './loaders.ts';
import { resolvers } from './resolvers.ts';

export type Context = TableContext<Loaders>;

/** What customers ask the support desk. */
export const support = defineSubgraph<Context>({
  name: 'support',
  directory: import.meta.dirname,
  resolvers,
  createContext: tableContext(loadersOf),
});
