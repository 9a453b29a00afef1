/**
 * A subgraph's SDL: its `schema.graphql`, what all subgraphs share, and what connections look like, which would bury
 * what a reader looks for if each were spelled out.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  visit,
} from 'graphql';
import type { CountedConnection } from './keyset.ts';

const COMMON = readFileSync(join(import.meta.dirname, 'common.graphql'), 'utf8');

/**
 * Reads `schema.graphql`. Where it names a type `<Node>Connection` that it does not define, the connection and its edge
 * are added, and a field of that type takes `first` and `after`; with `filter` where there is an input `<Node>Filter`,
 * and `orderBy` where there is an enum `<Node>Order`, whose first value holds unless another is asked for.
 */
export function readTypeDefs(file: string): DocumentNode {
  const own = `${readFileSync(file, 'utf8')}\n${COMMON}`;
  const connections = undefinedConnections(parse(own));
  const document = parse([own, ...connections.map(connectionOf)].join('\n'));
  const listArguments = new Map(connections.map((name) => [name, argumentsOf(name, document)]));
  return visit(document, {
    FieldDefinition: (field) => {
      const type = field.type.kind === Kind.NON_NULL_TYPE ? field.type.type : field.type;
      const added = type.kind === Kind.NAMED_TYPE && listArguments.get(type.name.value);
      return added ? { ...field, arguments: [...(field.arguments ?? []), ...added] } : undefined;
    },
  });
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

const SUFFIX = 'Connection';

function isConnection(name: string): boolean {
  return name.endsWith(SUFFIX);
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

function argumentsOf(connection: string, { definitions }: DocumentNode): readonly InputValueDefinitionNode[] {
  const node = connection.slice(0, -SUFFIX.length);
  const hasFilter = definitions.some(
    (each) => each.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && each.name.value === `${node}Filter`,
  );
  const order = definitions.find(
    (each) => each.kind === Kind.ENUM_TYPE_DEFINITION && each.name.value === `${node}Order`,
  );
  const standard = order && 'values' in order ? order.values?.[0] : undefined;
  return fieldOf(`
    list(
      "How many to return, from 0 to 100."
      first: Int = 20
      "Continue after this \`endCursor\` of an earlier page."
      after: String
      ${hasFilter ? `"Only rows that meet all of this."\nfilter: ${node}Filter` : ''}
      ${standard && 'kind' in standard ? `"How the list is sorted."\norderBy: ${node}Order! = ${standard.name.value}` : ''}
    ): ${connection}`).arguments as readonly InputValueDefinitionNode[];
}

function fieldOf(field: string): FieldDefinitionNode {
  const [type] = parse(`type T { ${field} }`, { noLocation: true }).definitions;
  return (type as ObjectTypeDefinitionNode).fields?.[0] as FieldDefinitionNode;
}

function connectionOf(connection: string): string {
  const node = connection.slice(0, -SUFFIX.length);
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
