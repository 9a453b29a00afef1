import { GraphQLError } from 'graphql';
import type { Log } from '../platform/log.ts';
import { HttpError } from './graphql-over-http.ts';

/** What a stream's caller may know of an error on the way to the graph: accidents are logged and masked. */
export function failure(error: unknown, log: Pick<Log, 'error'>, requestId: string): GraphQLError {
  if (error instanceof HttpError) return error.error;
  if (error instanceof GraphQLError && !isAccident(error)) return error;
  log.error({ err: error, requestId }, 'a stream failed');
  return new GraphQLError('Something went wrong on our side. Give support the request id.', {
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
  });
}

/** graphql-js and graphql-ws wrap what was thrown, message and all. */
function isAccident({ originalError }: GraphQLError): boolean {
  return originalError !== undefined && !(originalError instanceof GraphQLError);
}
