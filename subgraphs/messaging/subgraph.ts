import { defineSubgraph, type TableContext, tableContext } from '../../platform/subgraph.ts';
import { type Loaders, loadersOf } from './loaders.ts';
import { resolvers } from './resolvers.ts';

export type Context = TableContext<Loaders>;

/** What is sent to readers. */
export const messaging = defineSubgraph<Context>({
  name: 'messaging',
  directory: import.meta.dirname,
  resolvers,
  createContext: tableContext(loadersOf),
});
