import { expect } from '@jest/globals';
import { type GraphQLError, parse, validate } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { inProcess } from '../../gateway/in-process.ts';
import { isStream, type Result } from '../../gateway/link.ts';
import { Scope } from '../../gateway/scope.ts';
import { presentable } from '../../platform/errors.ts';
import type { SubgraphDefinition } from '../../platform/subgraph.ts';
import type { Viewer } from '../../platform/viewer.ts';
import type { TestServices } from './services.ts';

export interface Asked {
  // biome-ignore lint/suspicious/noExplicitAny: what a document asks for is known to the test alone
  data: any;
  /** The code of each error, with the argument that it names. */
  errors: string[];
  /** The name in the leading comment of each statement that ran. */
  statements: string[];
}

export type Ask = (viewer: Viewer, source: string, variables?: Record<string, unknown>) => Promise<Asked>;

/** Asks one subgraph directly, as nothing but the gateway can: on graphql-js, and again compiled, with equal answers. */
export function askSubgraph(definition: SubgraphDefinition, services: TestServices): Ask {
  const { statements, log } = services;
  const subgraph = definition.create(services);
  const link = inProcess(subgraph, { log, jit: false });

  return async (viewer, source, variables = {}) => {
    const document = parse(source);
    expect(validate(subgraph.schema, document)).toEqual([]);
    statements.length = 0;
    const answer = await link.execute({
      document,
      operationType: 'query',
      variables,
      scope: new Scope(viewer, 'plain'),
    });
    const ran = statements.map((statement) => /\/\* ([\w.]+) \*\//.exec(statement)?.[1] ?? statement);
    if (isStream(answer)) throw new Error('a stream');
    const asked = plain(answer);
    const compiled = compileQuery(subgraph.schema, document);
    if (!isCompiledQuery(compiled)) throw new Error('this cannot be compiled');
    const again = await compiled.query(undefined, subgraph.createContext(new Scope(viewer, 'compiled')), variables);
    const errors = again.errors?.map((error) => presentable(error as GraphQLError, log, 'compiled'));
    expect(plain({ ...again, ...(errors && { errors }) } as Result)).toEqual(asked);
    return { ...asked, statements: ran };
  };
}

function plain({ data, errors = [] }: Result): Omit<Asked, 'statements'> {
  return {
    data: data && JSON.parse(JSON.stringify(data)),
    errors: errors.map(({ extensions }) => [extensions?.code, extensions?.argument].filter(Boolean).join(' ')),
  };
}

/** Asks for an entity as another subgraph's reference would: without any parent. */
export function entity(
  typename: string,
  key: Record<string, unknown>,
  selection: string,
): [source: string, variables: Record<string, unknown>] {
  return [
    `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${typename} { ${selection} } } }`,
    { of: [{ __typename: typename, ...key }] },
  ];
}
