/** A subgraph that runs as a server of its own, over keep-alive HTTP; subscriptions over SSE. */
import { buildHTTPExecutor } from '@graphql-tools/executor-http';
import { mapAsyncIterator, relocatedError } from '@graphql-tools/utils';
import { type FormattedExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { mayLoseDigits, parseExactJson } from '../platform/exact-json.ts';
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
    ...{ endpoint: url, method: 'POST', timeout: timeoutMs, fetch: fetchExact as never },
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

  /** What the subgraph itself said goes through; an error without a code is the transport's, or was never meant for callers. */
  function checked(result: Result, requestId: string): Result {
    const foreign = result.errors?.find(isForeign);
    if (!foreign) return result;
    const failed = failure(foreign, requestId);
    const [instead] = failed.errors as readonly [GraphQLError];
    if (result.data == null) return failed;
    const errors = result.errors?.map((error) =>
      isForeign(error) ? relocatedError(instead, Array.isArray(error.path) ? error.path : undefined) : error,
    );
    return { ...result, ...(errors && { errors }) };
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
function isForeign({ extensions }: GraphQLError): boolean {
  const code = extensions?.code;
  if (typeof code !== 'string') return true;
  return code === 'SUBREQUEST_HTTP_ERROR' || code === 'TIMEOUT_ERROR' || code === 'RESPONSE_VALIDATION_FAILED';
}

/**
 * Keeps the digits of numbers inside JSON scalars. executor-http reads the text of an answer with JSON.parse, and takes
 * anything else as read already: where that would lose digits, it gets the answer instead of the text.
 */
async function fetchExact(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  const text = response.text.bind(response);
  const exact = async (): Promise<unknown> => exactAnswer(await text());
  return Object.assign(response, { text: exact as Response['text'] });
}

function exactAnswer(text: string): string | Result {
  if (!mayLoseDigits(text)) return text;
  try {
    const { errors, ...answer } = parseExactJson(text) as FormattedExecutionResult;
    if (!answer.data) return text;
    return errors ? { ...answer, errors: errors.map(asError) } : answer;
  } catch {
    return text; // no JSON: executor-http says so
  }
}

const asError = ({ message, path, extensions }: GraphQLFormattedError): GraphQLError =>
  new GraphQLError(message, { path: path ?? null, extensions: extensions ?? null });

/** Hands out the events as text: executor-http decodes each chunk by itself and breaks characters that span two. */
async function fetchEvents(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (!response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
  return new Response(response.body.pipeThrough(new TextDecoderStream()) as never, response);
}
