import { defineSubgraph, type TableContext, tableContext } from '../../platform/subgraph.ts';
import { type Loaders, loadersOf } from './loaders.ts';
import { resolvers } from './resolvers.ts';

export type Context = TableContext<Loaders>;

/** The document translation service. */
export const translation = defineSubgraph<Context>({
  name: 'translation',
  directory: import.meta.dirname,
  resolvers,
  createContext: tableContext(loadersOf),
});
