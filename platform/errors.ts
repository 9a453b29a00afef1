/**
 * The errors that a caller may see. Everything else is an accident: it is masked before it leaves the subgraph and
 * logged with the request id.
 */
import { GraphQLError } from 'graphql';
import { StatementTimeoutError } from 'slonik';
import type { Log } from './log.ts';

export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'RATE_LIMITED'
  | 'QUOTA_EXCEEDED'
  | 'INTERNAL_SERVER_ERROR'
  | 'DOWNSTREAM_SERVICE_ERROR'
  | 'GATEWAY_TIMEOUT';

function coded(code: ErrorCode, message: string, extensions: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...extensions } });
}

/** No key, an unknown key, or a caller whom the gateway does not vouch for. */
export function unauthenticated(message = 'Send a valid key in the X-API-Key header.'): GraphQLError {
  return coded('UNAUTHENTICATED', message);
}

/** A known caller who may not do this. */
export function forbidden(message = 'This key may not do that.'): GraphQLError {
  return coded('FORBIDDEN', message);
}

/** An argument that cannot be used; `argument` is its name as the schema spells it. */
export function badUserInput(argument: string, message: string): GraphQLError {
  return coded('BAD_USER_INPUT', message, { argument });
}

/** All that a caller learns of an accident, beside the id of the request. */
export const MASKED = 'Something went wrong on our side. Give support the request id.';

/**
 * What of `error` may leave a subgraph: an error that was thrown on purpose (it has a code) or one that graphql-js made
 * of a bad request goes out; anything that a resolver threw by accident is logged and masked. Locations are dropped:
 * they point into the gateway's own document, not into the caller's.
 */
export function presentable(error: GraphQLError, log: Log, requestId: string): GraphQLError {
  const { originalError: cause, message, path } = error;
  // graphql-jit leaves `extensions` undefined where graphql-js has an empty object.
  const extensions = error.extensions ?? {};
  const deliberate = cause == null || cause instanceof GraphQLError;
  if (deliberate && typeof extensions.code === 'string') return outgoing(message, path, extensions);
  // Within a field, graphql-js itself reports bad arguments, and values that a resolver should not have returned.
  if (deliberate && (!path || message.startsWith('Argument "'))) {
    return outgoing(message, path, { ...extensions, code: 'BAD_USER_INPUT' });
  }
  if (cause instanceof StatementTimeoutError) {
    log.warn({ err: cause, path, requestId }, 'a statement took too long');
    return outgoing('This takes too long to find out. Ask for less.', path, { code: 'GATEWAY_TIMEOUT' });
  }
  log.error({ err: cause ?? error, path, requestId }, 'a resolver failed');
  return outgoing(MASKED, path, { code: 'INTERNAL_SERVER_ERROR', requestId });
}

function outgoing(
  message: string,
  path: GraphQLError['path'],
  extensions: Readonly<Record<string, unknown>>,
): GraphQLError {
  return new GraphQLError(message, { path: path ?? null, extensions });
}
