/**
 * The plain path: the Rust planner splits an operation into fetches and the router runtime executes them. Every
 * operation can take it; `single-fetch.ts` is only a short cut.
 */
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { mapAsyncIterator } from '@graphql-tools/utils';
import { type DocumentNode, GraphQLError, type GraphQLSchema } from 'graphql';
import type { Log } from '../platform/log.ts';
import type { Completion } from './completion.ts';
import { atEachField } from './error-paths.ts';
import { type Answer, isPromise, isStream, type MaybePromise, type Result, type SubgraphLink } from './link.ts';
import type { Scope } from './scope.ts';

export interface PlannedRequest {
  document: DocumentNode;
  operationName: string | undefined;
  operationType: 'query' | 'mutation' | 'subscription';
  variables: Record<string, unknown>;
  scope: Scope;
  /** Applied to each merged result. */
  complete: Completion;
}

export type PlannedExecutor = (request: PlannedRequest) => MaybePromise<Answer>;

interface FetchRequest {
  document: DocumentNode;
  operationType?: 'query' | 'mutation' | 'subscription';
  variables?: Record<string, unknown>;
  context?: unknown;
}

export async function plannedExecutor(
  unifiedGraph: GraphQLSchema,
  supergraphSdl: string,
  links: ReadonlyMap<string, SubgraphLink>,
  log: Log,
): Promise<PlannedExecutor> {
  const onSubgraphExecute = (name: string, { document, operationType, variables, context }: FetchRequest) => {
    const link = links.get(name);
    if (!link) throw new Error(`no link to subgraph ${name}`);
    const scope = context as Scope;
    const answer = link.execute({ document, operationType: operationType ?? 'query', variables, scope });
    const placed = (settled: Answer): Answer =>
      isStream(settled) ? withData(settled, scope) : atEachField(settled, document, variables);
    return isPromise(answer) ? answer.then(placed) : placed(answer);
  };
  const handler = await unifiedGraphHandler({
    unifiedGraph,
    getUnifiedGraphSDL: () => supergraphSdl,
    // The handler's own types promise more of a request than its executor sends.
    onSubgraphExecute: onSubgraphExecute as never,
  });
  const executor = handler.executor as unknown as (request: object) => MaybePromise<Answer>;

  function failed(error: unknown, scope: Scope): Result {
    const refused = error instanceof AggregateError ? error.errors : [error];
    if (refused.every((each) => each instanceof GraphQLError)) return { errors: refused.map(badVariable) };
    log.error({ err: error, requestId: scope.requestId }, 'an operation could not be planned or executed');
    return {
      errors: [
        new GraphQLError('This operation cannot be planned over the subgraphs.', {
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: scope.requestId },
        }),
      ],
    };
  }

  /** Subscriptions that their subgraph refused, which it says in what looks like an event. */
  const refused = new WeakSet<Scope>();

  /** The runtime answers an event without data with the data of the event before. */
  function withData(events: AsyncIterable<Result>, scope: Scope): AsyncIterable<Result> {
    return mapAsyncIterator(events, (event) => {
      if (event.data === undefined) refused.add(scope);
      return { ...event, data: event.data ?? {} };
    });
  }

  /** The runtime keeps one list of errors for all events of a subscription; each event shall carry its own only. */
  function separateEvents(events: AsyncIterable<Result>, complete: Completion, scope: Scope): AsyncIterable<Result> {
    return mapAsyncIterator(events, ({ data = null, errors }) => {
      const own = (errors as GraphQLError[] | undefined)?.splice(0);
      const answer = complete(own?.length ? { data, errors: own } : { data });
      return refused.delete(scope) ? withoutData(answer) : answer;
    });
  }

  return ({ scope, complete, ...request }) => {
    const finish = (answer: Answer): Answer => {
      if (isStream(answer)) return separateEvents(answer, complete, scope);
      // GraphQL specification 6.2.3: a subscription that does not come about has no data, not even null.
      return request.operationType === 'subscription' ? withoutData(complete(answer)) : complete(answer);
    };
    try {
      const answer = executor({ ...request, context: scope });
      // The planner is native code, whose promises may belong to another realm: `instanceof` would miss them.
      return isPromise(answer) ? answer.then(finish).catch((error: unknown) => failed(error, scope)) : finish(answer);
    } catch (error) {
      return failed(error, scope);
    }
  };
}

function withoutData({ errors = [] }: Result): Result {
  return { errors };
}

export function badVariable(error: GraphQLError): GraphQLError {
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    extensions: { code: 'BAD_USER_INPUT', ...error.extensions },
  });
}
