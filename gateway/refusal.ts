/** Requests that cannot be executed at all. GraphQL calls what is wrong with them request errors. */
import { GraphQLError } from 'graphql';

export interface Refusal {
  readonly errors: readonly GraphQLError[];
}

/**
 * The refusal for an `error` of reading a document; `code` is that of errors without one.
 * @throws the error itself where it is no fault of the document's.
 */
export function refusal(error: unknown, code: string): Refusal {
  if (error instanceof GraphQLError) return { errors: [coded(error, code)] };
  // Whoever reads a document descends with it, and the stack ended before the document did.
  if (error instanceof RangeError) return { errors: [nestedTooDeeply()] };
  throw error;
}

export function nestedTooDeeply(): GraphQLError {
  return coded(new GraphQLError('The document is nested too deeply.'), 'GRAPHQL_PARSE_FAILED');
}

export function coded(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    path: error.path,
    extensions: { ...error.extensions, code: error.extensions.code ?? code },
  } as never);
}
