/** From the subgraphs' SDL to one supergraph, and from there to the schema that callers see. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  composeServices,
  compositionHasErrors,
  transformSupergraphToPublicSchema,
} from '@theguild/federation-composition';
import { buildASTSchema, type DocumentNode, GraphQLScalarType, type GraphQLSchema, parse, visit } from 'graphql';
import { SCALARS } from '../platform/scalars.ts';

/** Where the committed supergraph lies, so that any federation router can run it. */
export const SUPERGRAPH_FILE: string = join(import.meta.dirname, 'supergraph.graphql');

export interface ComposedSubgraph {
  name: string;
  typeDefs: DocumentNode;
  /** Where the subgraph listens when it runs apart; goes into `@join__graph`. */
  url?: string;
}

/**
 * Composes the supergraph SDL.
 * @throws Error that lists every composition error, one line each.
 */
export function composeSupergraph(subgraphs: readonly ComposedSubgraph[]): string {
  const result = composeServices(subgraphs.map(({ name, typeDefs, url }) => ({ name, typeDefs, url: url ?? '' })));
  if (compositionHasErrors(result)) {
    const lines = result.errors.map((error) => `  ${error.extensions?.code ?? 'ERROR'}: ${error.message}`);
    throw new Error(`The subgraphs do not compose:\n${lines.join('\n')}`);
  }
  return result.supergraphSdl;
}

export function readSupergraph(): string {
  return readFileSync(SUPERGRAPH_FILE, 'utf8');
}

/** The supergraph as a schema with its join directives: it knows what callers must not see, too. */
export function unifiedSchema(supergraphSdl: string): GraphQLSchema {
  return buildASTSchema(parse(supergraphSdl), { assumeValid: true, assumeValidSDL: true });
}

/** The API schema: the supergraph without join machinery and without anything `@inaccessible`. */
export function publicSchema(supergraphSdl: string): GraphQLSchema {
  const shown = transformSupergraphToPublicSchema(parse(supergraphSdl));
  const names = new Set(shown.definitions.map((definition) => 'name' in definition && definition.name?.value));
  // The transformation leaves hidden members in their unions.
  const sound = visit(shown, {
    UnionTypeDefinition: (node) => ({ ...node, types: node.types?.filter((type) => names.has(type.name.value)) }),
  });
  return withExactScalars(buildASTSchema(sound));
}

/** SDL carries a scalar's name only; with its checks attached, bad input is refused at the front door on every path. */
function withExactScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const scalar of Object.values(SCALARS)) {
    const declared = schema.getType(scalar.name);
    if (declared instanceof GraphQLScalarType) {
      declared.serialize = scalar.serialize;
      declared.parseValue = scalar.parseValue;
      declared.parseLiteral = scalar.parseLiteral;
    }
  }
  return schema;
}
