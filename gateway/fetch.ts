/** A fetch of a plan that starts anew: its answer is part of the operation's. */
import type { FetchNode } from '@graphql-hive/router-query-planner';
import { type GraphQLError, parse } from 'graphql';
import { rootErrors } from './fetch-errors.ts';
import type { Answer, MaybePromise, Result, SubgraphLink, SubgraphRequest } from './link.ts';
import { isObject, type Json, merge, selectedBy } from './merge.ts';
import { ownVariable } from './names.ts';
import { renamedKeys, rewriting } from './rewrites.ts';
import type { Scope } from './scope.ts';
import type { TypeNames } from './type-names.ts';

/** One execution of a plan. */
export interface Run {
  /** What the subgraphs have answered so far; the fetches write into it. */
  readonly data: Json;
  /** Their paths lead through the keys of the plan. */
  errors: readonly GraphQLError[];
  /** Coerced. */
  readonly variables: Json;
  readonly scope: Scope;
}

/** Settles when what it fetched is in `run`; never rejects for what a subgraph did. */
export type Step = (run: Run) => MaybePromise<void>;

export interface Surroundings {
  links: ReadonlyMap<string, SubgraphLink>;
  types: TypeNames;
}

/** What is asked of the subgraph, and what becomes of its answer: subscriptions do the two apart. */
export interface RootFetch {
  ask(run: Pick<Run, 'variables' | 'scope'>): MaybePromise<Answer>;
  receive(result: Result, run: Run): void;
}

export type AnyFetch = Pick<FetchNode, 'serviceName' | 'variableUsages' | 'operationKind' | 'operation'>;

export function rootFetch(node: FetchNode, { links, types }: Surroundings): RootFetch {
  const asking = requests(node, links);
  const rewrite = rewriting(node.outputRewrites, types);
  const renamed = renamedKeys(node.outputRewrites);
  const fields = selectedBy(asking.document, renamed);
  return {
    ask: ({ variables, scope }) => asking.ask(asking.variables(variables), scope),
    receive({ data, errors }, run) {
      if (errors?.length) run.errors = run.errors.concat(rootErrors(errors, data == null, fields, renamed));
      if (!isObject(data)) return;
      rewrite?.(data);
      merge(run.data, data, fields);
    },
  };
}

/** Requests of one fetch: their document is one object for ever, since links keep what they know of it under it. */
export function requests(node: AnyFetch, links: ReadonlyMap<string, SubgraphLink>) {
  const link = links.get(node.serviceName);
  if (!link) throw new Error(`no link to subgraph ${node.serviceName}`);
  const document = parse(node.operation, { noLocation: true });
  const operationType: SubgraphRequest['operationType'] = node.operationKind ?? 'query';
  const usages = (node.variableUsages ?? []).map((name) => ({ name, own: ownVariable(name) }));
  return {
    document,
    ask: (variables: Json | undefined, scope: Scope) => link.execute({ document, operationType, variables, scope }),
    /** Those that the fetch uses and the caller gave; undefined where there are none. */
    variables(all: Json): Json | undefined {
      let used: Json | undefined;
      for (const { name, own } of usages) {
        const value = all[own];
        if (value === undefined) continue;
        used ??= {};
        used[name] = value;
      }
      return used;
    },
  };
}
