/** A second opinion: the same cases, answered by @apollo/gateway over the same supergraph. */
import { ApolloGateway, LocalGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { Scope } from '../../../gateway/scope.ts';
import { ADMIN } from '../../../platform/viewer.ts';
import { type Case, compose, type Supergraph } from './supergraph.ts';

export interface Oracle {
  /** What it has for data; null where it refuses. */
  data(asked: Case): Promise<unknown>;
  close(): Promise<void>;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

export async function openOracle(supergraph: Supergraph): Promise<Oracle> {
  const schemas = new Map(supergraph.subgraphs.map(({ name, schema }) => [name, schema]));
  const gateway = new ApolloGateway({
    supergraphSdl: compose(supergraph),
    logger: silent,
    buildService: ({ name }) => new LocalGraphQLDataSource(schemas.get(name) as never) as never,
  });
  const server = new ApolloServer({ gateway, logger: silent, introspection: true, stopOnTerminationSignals: false });
  await server.start();
  return {
    async data({ document, operationName, variables = {}, reset }) {
      reset?.();
      const { body } = await server.executeOperation(
        { query: document, variables, operationName: operationName as string },
        { contextValue: new Scope(ADMIN, 'oracle') },
      );
      if (body.kind !== 'single') throw new Error('an answer in pieces');
      return JSON.parse(JSON.stringify(body.singleResult.data ?? null));
    },
    close: () => server.stop(),
  };
}
