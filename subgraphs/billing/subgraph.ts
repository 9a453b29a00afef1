import { defineSubgraph, type TableContext, tableContext } from '../../platform/subgraph.ts';
import { type Loaders, loadersOf } from './loaders.ts';
import { resolvers } from './resolvers.ts';

export type Context = TableContext<Loaders>;

/** What can be bought. */
export const billing = defineSubgraph<Context>({
  name: 'billing',
  directory: import.meta.dirname,
  resolvers,
  createContext: tableContext(loadersOf),
});
