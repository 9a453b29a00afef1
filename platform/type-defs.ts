/** A subgraph's SDL: its `schema.graphql`, the scalars that all share, and the connection types that it names. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DocumentNode, Kind, parse, visit } from 'graphql';
import type { CountedConnection } from './keyset.ts';

const COMMON = readFileSync(join(import.meta.dirname, 'common.graphql'), 'utf8');

/**
 * Reads `schema.graphql`. Where it names a type `<Node>Connection` that it does not define, the connection and its
 * edge are added: they look alike for every type, and spelling them out would bury what a reader looks for.
 */
export function readTypeDefs(file: string): DocumentNode {
  const own = `${readFileSync(file, 'utf8')}\n${COMMON}`;
  return parse([own, ...undefinedConnections(parse(own)).map(connectionOf)].join('\n'));
}

/** codegen calls this as the loader of each schema. */
export default readTypeDefs;

/** `totalCount` of every connection: asked of `CountedConnection` only where it is selected. */
export function connectionResolvers(document: DocumentNode): Record<string, object> {
  const totalCount = (connection: CountedConnection<unknown>) => connection.count();
  const names = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && isConnection(definition.name.value)
      ? [definition.name.value]
      : [],
  );
  return Object.fromEntries(names.map((name) => [name, { totalCount }]));
}

function isConnection(name: string): boolean {
  return name.endsWith('Connection');
}

function undefinedConnections(document: DocumentNode): string[] {
  const named = new Set<string>();
  const defined = new Set<string>();
  visit(document, {
    [Kind.NAMED_TYPE]: ({ name }) => void named.add(name.value),
    [Kind.OBJECT_TYPE_DEFINITION]: ({ name }) => void defined.add(name.value),
  });
  return [...named].filter((name) => isConnection(name) && !defined.has(name));
}

function connectionOf(connection: string): string {
  const node = connection.slice(0, -'Connection'.length);
  return `
    "A page of a list of ${node}."
    type ${connection} {
      "The rows of this page, each with its cursor."
      edges: [${node}Edge!]!
      "The rows of this page alone."
      nodes: [${node}!]!
      "Where this page stands."
      pageInfo: PageInfo!
      "How many rows all pages hold together; counted only when asked for."
      totalCount: Int
    }
    "One ${node} of a page."
    type ${node}Edge {
      "The row."
      node: ${node}!
      "Give it as \`after\` to continue behind this row."
      cursor: String!
    }`;
}
