import { defineSubgraph, type TableContext, tableContext } from '../../platform/subgraph.ts';
import { syncDemoKey } from './keys.ts';
import { type Loaders, loadersOf } from './loaders.ts';
import { resolvers } from './resolvers.ts';

export type Context = TableContext<Loaders>;

/** Who calls: accounts, keys, and what a key stands for. */
export const identity = defineSubgraph<Context>({
  name: 'identity',
  directory: import.meta.dirname,
  resolvers,
  createContext: tableContext(loadersOf),
  prepare: ({ database, environment }) => syncDemoKey(database, environment.DEMO_KEY),
});
