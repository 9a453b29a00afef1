/**
 * A subgraph inside the gateway's process. graphql-js answers a document; once it has been seen a few times,
 * graphql-jit compiles it. Subscriptions always run on graphql-js (graphql-jit hands operation variables to them as
 * field arguments).
 */
import { mapAsyncIterator } from '@graphql-tools/utils';
import { type DocumentNode, type ExecutionResult, execute, GraphQLError, subscribe } from 'graphql';
import { presentable } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import type { Subgraph } from '../platform/subgraph.ts';
import { createJit } from './jit.ts';
import {
  type Answer,
  type CompiledOperation,
  isPromise,
  type MaybePromise,
  type Result,
  type SubgraphLink,
  type SubgraphRequest,
} from './link.ts';
import type { Scope } from './scope.ts';

/** Compiling costs about as much as 50 interpreted runs of a small document: not worth it for one that never returns. */
const COMPILE_AFTER = 3;

export function inProcess(subgraph: Subgraph, { log, jit }: { log: Log; jit: boolean }): SubgraphLink {
  const { schema } = subgraph;
  const compileWithJit = createJit(schema);
  const documents = new WeakMap<DocumentNode, { runs: number; compiled: CompiledOperation | null }>();

  function present(result: ExecutionResult, scope: Scope): Result {
    if (!result.errors?.length) return result as Result;
    return {
      ...(result as Result),
      errors: result.errors.map((error) => presentable(error, log, scope.requestId)),
    };
  }

  function compile(document: DocumentNode): CompiledOperation | null {
    const compiled = compileWithJit(document);
    if (!('run' in compiled)) {
      log.warn({ errors: compiled.errors, subgraph: subgraph.name }, 'a document cannot be compiled');
      return null;
    }
    return {
      run: (variables = {}, scope) =>
        answered(
          scope,
          () => compiled.run(scope.contextOf(subgraph), variables) ?? interpreted(document, variables, scope),
        ),
    };
  }

  function interpreted(
    document: DocumentNode,
    variableValues: SubgraphRequest['variables'],
    scope: Scope,
  ): MaybePromise<ExecutionResult> {
    return execute({ schema, document, variableValues, contextValue: scope.contextOf(subgraph) });
  }

  function query({ document, variables, scope }: SubgraphRequest): MaybePromise<Result> {
    let known = documents.get(document);
    if (!known) {
      known = { runs: 0, compiled: null };
      documents.set(document, known);
    }
    known.runs += 1;
    if (jit && known.runs === COMPILE_AFTER) known.compiled = compile(document);
    if (known.compiled) return known.compiled.run(variables, scope);
    return answered(scope, () => interpreted(document, variables, scope));
  }

  async function stream({ document, variables, scope }: SubgraphRequest): Promise<Answer> {
    const contextValue = scope.contextOf(subgraph);
    const events = await subscribe({ schema, document, variableValues: variables, contextValue });
    return Symbol.asyncIterator in events
      ? mapAsyncIterator(events, (event) => present(event, scope))
      : present(events, scope);
  }

  return {
    name: subgraph.name,
    local: {
      schema,
      compile: (document) => (jit ? compile(document) : null),
      isCompiled: (document) => Boolean(documents.get(document)?.compiled),
    },
    execute: (request) =>
      request.operationType === 'subscription'
        ? stream(request).catch((error: unknown) => refusal(error, request.scope))
        : query(request),
  };

  /** Answers, also where a request never got as far as a field: its context refused the viewer. */
  function answered(scope: Scope, answer: () => MaybePromise<ExecutionResult>): MaybePromise<Result> {
    try {
      const given = answer();
      if (!isPromise(given)) return present(given, scope);
      return given.then(
        (settled) => present(settled, scope),
        (error: unknown) => refusal(error, scope),
      );
    } catch (error) {
      return refusal(error, scope);
    }
  }

  function refusal(error: unknown, scope: Scope): Result {
    const cause = error instanceof Error ? error : new Error(String(error));
    const wrapped = cause instanceof GraphQLError ? cause : new GraphQLError(cause.message, { originalError: cause });
    return { errors: [presentable(wrapped, log, scope.requestId)] };
  }
}
