import type { GraphiQLProps } from 'graphiql';
import { getOperationAST, type OperationDefinitionNode, parse } from 'graphql';
import { createClient, NetworkError, type RequestParams } from 'graphql-sse';

type Fetcher = GraphiQLProps['fetcher'];
type Answer = Awaited<ReturnType<Fetcher>>;
type Headers = Record<string, string>;

/**
 * Queries and mutations go to `endpoint` as JSON; subscriptions to `streamEndpoint` as server-sent events, one
 * connection each, because there (unlike on a WebSocket) the headers of the Headers pane travel along.
 */
export function createFetcher(endpoint: string, streamEndpoint: string): Fetcher {
  return async ({ query, variables, operationName }, options) => {
    const operation = operationIn(query, operationName);
    const name = operation?.name?.value;
    const request: RequestParams = { query, variables, ...(name && { operationName: name }) };
    const headers: Headers = options?.headers ?? {};
    return operation?.operation === 'subscription'
      ? subscribe(streamEndpoint, request, headers)
      : post(endpoint, request, headers);
  };
}

/** The text decides: for a moment after a change of tabs GraphiQL still names the operation of the tab before. */
function operationIn(query: string, name: string | null | undefined): OperationDefinitionNode | null | undefined {
  try {
    const document = parse(query);
    return getOperationAST(document, name) ?? getOperationAST(document);
  } catch {
    return undefined; // the server says what is wrong with it
  }
}

async function post(url: string, request: RequestParams, headers: Headers): Promise<Answer> {
  const accept = 'application/graphql-response+json, application/json;q=0.9';
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...headers },
    body: JSON.stringify(request),
  }).then(answerOf, () => failure('The server cannot be reached.'));
}

function subscribe(url: string, request: RequestParams, headers: Headers): Answer {
  // No silent retries: whoever watches a stream should see that it ended.
  const client = createClient({ url, headers, retryAttempts: 0 });
  const observable = {
    subscribe: (sink: Parameters<typeof client.subscribe>[1]) => ({
      unsubscribe: client.subscribe(request, {
        ...sink,
        error: async (error) => {
          const refusal = error instanceof NetworkError && error.response instanceof Response && error.response;
          sink.next(refusal ? await answerOf(refusal) : failure('The stream broke off. Run the operation again.'));
          sink.complete();
        },
      }),
    }),
  };
  return observable as Answer;
}

/** The GraphQL answer in `response`, whatever its status; a page that some proxy sent is none. */
async function answerOf(response: Response) {
  if (response.headers.get('content-type')?.includes('json')) return response.json();
  return failure(`The server answered ${response.status} ${response.statusText} without a GraphQL answer.`);
}

/** An answer of our own, because GraphiQL shows a thrown error with the stack of minified code. */
function failure(message: string) {
  return { errors: [{ message }] };
}
