/** How the gateway reaches a subgraph: in this process (`in-process.ts`) or over HTTP (`over-http.ts`). */
import type { DocumentNode, ExecutionResult, GraphQLSchema, OperationTypeNode } from 'graphql';
import type { Scope } from './scope.ts';

export interface SubgraphRequest {
  document: DocumentNode;
  operationType: `${OperationTypeNode}`;
  variables: Record<string, unknown> | undefined;
  scope: Scope;
}

export type Result = ExecutionResult<Record<string, unknown>>;
export type Answer = Result | AsyncIterable<Result>;
export type MaybePromise<T> = T | Promise<T>;

export interface SubgraphLink {
  readonly name: string;
  /** Never throws and never rejects: whatever goes wrong is in the answer's errors. */
  execute(request: SubgraphRequest): MaybePromise<Answer>;
  /** Present where the subgraph runs in this process, which the single-fetch path needs. */
  readonly local?: LocalSubgraph;
}

export interface LocalSubgraph {
  readonly schema: GraphQLSchema;
  /** Compiles `document`, which holds one operation; null when it cannot be compiled. */
  compile(document: DocumentNode): CompiledOperation | null;
  /** Whether `document`, which came through `execute`, is answered by its compiled form by now. */
  isCompiled(document: DocumentNode): boolean;
}

export interface CompiledOperation {
  run(variables: Record<string, unknown> | undefined, scope: Scope): MaybePromise<Result>;
}

/** Also true of promises that another realm made, which `instanceof` misses. */
export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return typeof (value as Promise<T> | null | undefined)?.then === 'function';
}

/** `await` without a tick where the value is at hand. */
export function settle<T, U>(value: MaybePromise<T>, next: (settled: T) => MaybePromise<U>): MaybePromise<U> {
  return isPromise(value) ? value.then(next) : next(value);
}

export function isStream(answer: Answer): answer is AsyncIterable<Result> {
  return Symbol.asyncIterator in answer;
}
