import { mapAsyncIterator } from '@graphql-tools/utils';
import { createSourceEventStream, type DocumentNode, type ExecutionResult, execute, type GraphQLSchema } from 'graphql';

export interface SubscribeOptions {
  schema: GraphQLSchema;
  document: DocumentNode;
  variables: Record<string, unknown> | undefined;
  /** Makes the context of one event, and of the subscription itself. */
  context: () => unknown;
}

/**
 * Runs a subscription like graphql-js does, but with a context of its own for each event: loaders remember what they
 * loaded, and an event must not be answered from the memory of the one before.
 */
export async function subscribe({
  schema,
  document,
  variables,
  context,
}: SubscribeOptions): Promise<AsyncIterable<ExecutionResult> | ExecutionResult> {
  const operation = { schema, document, variableValues: variables };
  const source = await createSourceEventStream({ ...operation, contextValue: context() });
  if (!(Symbol.asyncIterator in source)) return source;
  return mapAsyncIterator(source, (rootValue) => execute({ ...operation, rootValue, contextValue: context() }));
}
