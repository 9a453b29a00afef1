/** What a subgraph is: a schema, a context per request, and perhaps work in the background. It opens no port. */
import { join } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Cache } from './cache.ts';
import type { Database } from './database.ts';
import { bindEnums } from './enums.ts';
import type { Environment } from './environment.ts';
import { unauthenticated } from './errors.ts';
import type { Log } from './log.ts';
import { SCALARS } from './scalars.ts';
import { connectionResolvers, readTypeDefs } from './type-defs.ts';
import type { Viewer } from './viewer.ts';

/** What a process offers to the subgraphs that run in it. */
export interface Services {
  environment: Environment;
  log: Log;
  database: Database;
  cache: Cache;
}

/** What one request brings along. A subgraph trusts the viewer because only the gateway can make a scope. */
export interface RequestScope {
  readonly viewer: Viewer;
  readonly requestId: string;
}

/** Work that goes on between requests, such as reading feeds. */
export interface Background {
  stop(): Promise<void>;
  /** For the start banner, where it is worth a line: a word for what it is about, and how that stands. */
  status?(): readonly [about: string, note: string];
}

export interface SubgraphModule<Context> {
  name: string;
  /** The folder that holds `schema.graphql`. */
  directory: string;
  // biome-ignore lint/suspicious/noExplicitAny: the generated Resolvers type of the subgraph is the guard
  resolvers: Record<string, any>;
  /** Called once per request and subgraph: the place of loaders. */
  createContext(services: Services, scope: RequestScope): Context;
  /** Called once, before the first request: what must be done by then. A rejection ends the start. */
  prepare?(services: Services): Promise<void>;
  /** Called once, when the process listens; undefined where nothing goes on after it. */
  startBackground?(services: Services): Promise<Background | undefined>;
}

export interface SubgraphDefinition {
  readonly name: string;
  /** The subgraph's SDL with the common scalars; what composition reads. */
  readonly typeDefs: DocumentNode;
  create(services: Services): Subgraph;
}

export interface Subgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** @throws UNAUTHENTICATED when there is no viewer that the gateway vouches for. */
  createContext(scope: RequestScope | undefined): unknown;
  /** To be awaited before the process listens. */
  prepare(): Promise<void>;
  startBackground(): Promise<Background | undefined>;
}

/** What the resolvers of a subgraph over tables find: whoever asks, and the loaders that read for them. */
export interface TableContext<Loaders> extends RequestScope {
  readonly database: Database;
  readonly loaders: Loaders;
}

/** The `createContext` of a subgraph that needs no more than tables. */
export function tableContext<Loaders>(
  loadersOf: (database: Database, viewer: Viewer) => Loaders,
): SubgraphModule<TableContext<Loaders>>['createContext'] {
  return ({ database }, { viewer, requestId }) => ({
    viewer,
    requestId,
    database,
    loaders: loadersOf(database, viewer),
  });
}

/** Declares a subgraph; nothing runs until `create`. */
export function defineSubgraph<Context>(module: SubgraphModule<Context>): SubgraphDefinition {
  const typeDefs = readTypeDefs(join(module.directory, 'schema.graphql'));
  const resolvers = { ...SCALARS, ...connectionResolvers(typeDefs), ...module.resolvers };
  return {
    name: module.name,
    typeDefs,
    create: (services) => ({
      name: module.name,
      schema: bindEnums(buildSubgraphSchema([{ typeDefs, resolvers }])),
      createContext: (scope) => {
        if (!scope?.viewer) throw unauthenticated('This subgraph answers the gateway only.');
        return module.createContext(services, scope);
      },
      prepare: async () => module.prepare?.(services),
      startBackground: async () => module.startBackground?.(services),
    }),
  };
}
