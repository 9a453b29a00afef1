import type { Database } from '../../platform/database.ts';
import { defineSubgraph, type RequestScope } from '../../platform/subgraph.ts';
import { type Loaders, loadersOf } from './loaders.ts';
import { resolvers } from './resolvers.ts';

export interface Context extends RequestScope {
  database: Database;
  loaders: Loaders;
}

/** What can be bought. */
export const billing = defineSubgraph<Context>({
  name: 'billing',
  directory: import.meta.dirname,
  resolvers,
  createContext: ({ database }, { viewer, requestId }) => ({
    viewer,
    requestId,
    database,
    loaders: loadersOf(database, viewer),
  }),
});
