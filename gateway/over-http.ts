/** A subgraph that runs as a server of its own, over keep-alive HTTP; subscriptions over SSE. */
import { buildHTTPExecutor } from '@graphql-tools/executor-http';
import { mapAsyncIterator } from '@graphql-tools/utils';
import { GraphQLError } from 'graphql';
import type { Log } from '../platform/log.ts';
import { VIEWER_HEADER, type ViewerSigner } from '../platform/vouch.ts';
import { type Answer, isStream, type Result, type SubgraphLink, type SubgraphRequest } from './link.ts';

export interface OverHttpOptions {
  url: string;
  timeoutMs: number;
  signer: ViewerSigner;
  log: Log;
}

export function overHttp(name: string, { url, timeoutMs, signer, log }: OverHttpOptions): SubgraphLink {
  const query = buildHTTPExecutor({ endpoint: url, method: 'POST', timeout: timeoutMs });
  // A subscription lasts as long as its subscriber likes.
  const subscribe = buildHTTPExecutor({ endpoint: url, method: 'POST' });

  /** What a caller may know of a subgraph that failed: which one, never where it runs or why. */
  function failure(error: unknown, requestId: string): Result {
    const timedOut = error instanceof Error && /timeout|aborted/i.test(`${error.name} ${error.message}`);
    log.error({ err: error, subgraph: name, requestId }, 'a subgraph did not answer');
    return {
      errors: [
        new GraphQLError(`The ${name} service ${timedOut ? 'took too long' : 'is not available'}.`, {
          extensions: { code: timedOut ? 'GATEWAY_TIMEOUT' : 'DOWNSTREAM_SERVICE_ERROR', serviceName: name },
        }),
      ],
    };
  }

  /** A GraphQL answer that the subgraph gave goes through; an error made up by the transport does not. */
  function checked(result: Result, requestId: string): Result {
    const foreign = result.errors?.find((error) => typeof error.extensions?.code !== 'string' || isTransport(error));
    return foreign && result.data == null ? failure(foreign, requestId) : result;
  }

  async function send({ document, operationType, variables, scope }: SubgraphRequest): Promise<Answer> {
    const answer = (await (operationType === 'subscription' ? subscribe : query)({
      document,
      operationType: operationType as never,
      variables: variables ?? {},
      extensions: {
        headers: { [VIEWER_HEADER]: await signer.sign(scope.viewer), 'x-request-id': scope.requestId },
      },
    })) as Answer;
    if (!isStream(answer)) return checked(answer, scope.requestId);
    return mapAsyncIterator(
      answer,
      (event) => checked(event, scope.requestId),
      (error: unknown) => failure(error, scope.requestId),
    );
  }

  return {
    name,
    execute: (request) => send(request).catch((error: unknown) => failure(error, request.scope.requestId)),
  };
}

/** executor-http reports network trouble and non-GraphQL bodies as errors of its own making. */
function isTransport(error: GraphQLError): boolean {
  const code = error.extensions.code;
  return code === 'SUBREQUEST_HTTP_ERROR' || code === 'TIMEOUT_ERROR' || code === 'RESPONSE_VALIDATION_FAILED';
}
