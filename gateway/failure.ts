/** What goes wrong on the way to the graph, and what of it a caller may know; every protocol answers by it. */
import type { FastifyReply } from 'fastify';
import { GraphQLError } from 'graphql';
import { MASKED } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';

/** A request that is refused before it reaches the graph, with its HTTP status. */
export class HttpError extends Error {
  readonly status: number;
  readonly error: GraphQLError;

  constructor(status: number, message: string, code = 'BAD_REQUEST') {
    super(message);
    this.status = status;
    this.error = new GraphQLError(message, { extensions: { code } });
  }
}

/** Whoever follows a link must not change anything by it. */
export function refuseMutationByGet(reply: FastifyReply): never {
  void reply.header('allow', 'POST');
  throw new HttpError(405, 'A mutation must be sent with POST.');
}

/** The error as its caller may see it: accidents are logged and masked. */
export function failure(error: unknown, log: Pick<Log, 'error'>, requestId: string): GraphQLError {
  if (error instanceof HttpError) return error.error;
  if (error instanceof GraphQLError && !isAccident(error)) return error;
  log.error({ err: error, requestId }, 'a request failed');
  return new GraphQLError(MASKED, { extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } });
}

/** graphql-js and graphql-ws wrap what was thrown, message and all. */
function isAccident({ originalError }: GraphQLError): boolean {
  return originalError !== undefined && !(originalError instanceof GraphQLError);
}
