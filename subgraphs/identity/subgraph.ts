import type { Database } from '../../platform/database.ts';
import { defineSubgraph, type RequestScope } from '../../platform/subgraph.ts';
import { syncDemoKey } from './keys.ts';
import { type Loaders, loadersOf } from './loaders.ts';
import { resolvers } from './resolvers.ts';

export interface Context extends RequestScope {
  database: Database;
  loaders: Loaders;
}

/** Who calls: accounts, keys, and what a key stands for. */
export const identity = defineSubgraph<Context>({
  name: 'identity',
  directory: import.meta.dirname,
  resolvers,
  createContext: ({ database }, { viewer, requestId }) => ({
    viewer,
    requestId,
    database,
    loaders: loadersOf(database, viewer),
  }),
  startBackground: async ({ database, environment }) => {
    await syncDemoKey(database, environment.DEMO_KEY);
    return undefined;
  },
});
