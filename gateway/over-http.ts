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
  // Requests carry an id each, so that no two are equal; to look for equals would clone every answer.
  const query = buildHTTPExecutor({
    ...{ endpoint: url, method: 'POST', timeout: timeoutMs },
    deduplicateInflightRequests: false,
  });
  // A subscription lasts as long as its subscriber likes.
  const subscribe = buildHTTPExecutor({ endpoint: url, method: 'POST', fetch: fetchEvents as never });

  /** What a caller may know of a subgraph that failed: which one, never where it runs or why. */
  function failure(error: unknown, requestId: string): Result {
    const timedOut = error instanceof Error && /timeout/i.test(`${error.name} ${error.message}`);
    // Not the error itself: the transport attaches the whole request to it, keys in variables included.
    const reason = error instanceof Error ? error.message : String(error);
    log.error({ reason, subgraph: name, requestId }, 'a subgraph did not answer');
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
    let started = false;
    const event = (result: Result): Result => {
      // Only the first may be without data: it says that the subscription does not come about.
      const complete = started ? { data: null, ...result } : result;
      started = true;
      return complete;
    };
    return mapAsyncIterator(
      answer,
      (result) => event(checked(result, scope.requestId)),
      (error: unknown) => event(failure(error, scope.requestId)),
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

/** Hands out the events as text: executor-http decodes each chunk by itself and breaks characters that span two. */
async function fetchEvents(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (!response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
  return new Response(response.body.pipeThrough(new TextDecoderStream()) as never, response);
}
