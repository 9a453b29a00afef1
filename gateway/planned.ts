/**
 * The plain path: the Rust planner splits an operation into fetches, which are run and merged here. Every operation can
 * take it; `single-fetch.ts` is only a short cut.
 */
import type { QueryPlan } from '@graphql-hive/router-query-planner';
import { mapAsyncIterator } from '@graphql-tools/utils';
import { GraphQLError, type GraphQLNamedType, type GraphQLSchema, type OperationDefinitionNode, print } from 'graphql';
import type { Log } from '../platform/log.ts';
import { complete } from './completion.ts';
import { createPlacing } from './error-paths.ts';
import type { RootFetch, Run } from './fetch.ts';
import { type Answer, isPromise, isStream, type MaybePromise, type Result, type SubgraphLink, settle } from './link.ts';
import type { Json } from './merge.ts';
import { withSafeVariables } from './names.ts';
import { type ReadyPlan, readyPlan } from './plan.ts';
import type { Planner } from './planner.ts';
import { shapeOf } from './projection.ts';
import type { Scope } from './scope.ts';
import type { TypeNames } from './type-names.ts';
import { variableReader } from './variables.ts';

export interface PlannedOptions {
  /** The API schema. */
  schema: GraphQLSchema;
  planner: Planner;
  links: ReadonlyMap<string, SubgraphLink>;
  /** Of the unified schema. */
  types: TypeNames;
  log: Log;
}

export interface Planned {
  execute(variables: Record<string, unknown>, scope: Scope): MaybePromise<Answer>;
  /** @throws Error where the operation cannot be planned. */
  plan(): QueryPlan;
}

/** `node` is normalised, and no introspection. It is planned at its first execution. */
export function planned(node: OperationDefinitionNode, options: PlannedOptions): Planned {
  const { schema, planner, log } = options;
  const readVariables = variableReader(schema, node.variableDefinitions ?? []);
  const shape = shapeOf(node.selectionSet, schema.getRootType(node.operation) as GraphQLNamedType, schema);
  const place = createPlacing(node.selectionSet);
  const text = (): string => print(withSafeVariables(node));
  let queryPlan: QueryPlan | undefined;
  let ready: ReadyPlan | undefined;
  let planning: Promise<ReadyPlan> | undefined;

  async function makeReady(): Promise<ReadyPlan> {
    queryPlan ??= await planner.planAsync(text(), node.name?.value);
    ready = readyPlan(queryPlan, options);
    return ready;
  }

  function answer({ data, errors }: Run): Result {
    const placed = errors.length ? place(errors) : [];
    const completed = complete(data, shape, placed);
    return placed.length ? { data: completed, errors: placed } : { data: completed };
  }

  function execute(plan: ReadyPlan, variables: Json, scope: Scope): MaybePromise<Answer> {
    if (plan.source) return subscribe(plan, plan.source, variables, scope);
    const run: Run = { data: {}, errors: [], variables, scope };
    try {
      const done = plan.run(run);
      if (!isPromise(done)) return answer(run);
      return done.then(() => answer(run)).catch((error: unknown) => failed(error, scope));
    } catch (error) {
      return failed(error, scope);
    }
  }

  function subscribe(plan: ReadyPlan, source: RootFetch, variables: Json, scope: Scope): MaybePromise<Answer> {
    const received = (result: Result): Run => {
      const run: Run = { data: {}, errors: [], variables, scope };
      source.receive(result, run);
      return run;
    };
    // GraphQL specification 6.2.3: a subscription that does not come about has no data, not even null.
    const refused = (result: Result): Result => ({ errors: place(received(result).errors) });
    return settle(source.ask({ variables, scope }), (events) => {
      if (!isStream(events)) return refused(events);
      return mapAsyncIterator(events, (event) => {
        if (event.data === undefined) return refused(event);
        const run = received(event);
        return settle(plan.run(run), () => answer(run));
      });
    });
  }

  function failed(error: unknown, scope: Scope): Result {
    log.error({ err: error, requestId: scope.requestId }, 'an operation could not be planned or executed');
    return {
      errors: [
        new GraphQLError('This operation cannot be planned over the subgraphs.', {
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: scope.requestId },
        }),
      ],
    };
  }

  return {
    plan() {
      queryPlan ??= planner.plan(text(), node.name?.value);
      return queryPlan;
    },
    execute(variables, scope) {
      const { coerced, errors } = readVariables(variables);
      if (errors) return { errors: errors.map(badVariable) };
      if (ready) return execute(ready, coerced, scope);
      planning ??= makeReady();
      return planning.then(
        (plan) => execute(plan, coerced, scope),
        (error: unknown) => failed(error, scope),
      );
    },
  };
}

export function badVariable(error: GraphQLError): GraphQLError {
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    extensions: { code: 'BAD_USER_INPUT', ...error.extensions },
  });
}
