/**
 * The fetches of a plan, each made ready once: a root fetch, whose answer is part of the operation's, and an entity
 * fetch, which says what it knows of objects that are there already and adds what it is told.
 */
import type {
  BatchFetchNode,
  EntityBatchAlias,
  FetchNode,
  FlattenNodePathSegment,
} from '@graphql-hive/router-query-planner';
import { type DocumentNode, type GraphQLError, parse } from 'graphql';
import { entityErrors, type FetchedEntities, rootErrors } from './error-paths.ts';
import type { Answer, MaybePromise, Result, SubgraphLink, SubgraphRequest } from './link.ts';
import { settle } from './link.ts';
import { copied, isObject, type Json, merge, selectedBy } from './merge.ts';
import { ownVariable } from './names.ts';
import { collect, segmentsOf } from './places.ts';
import { Representations, representing } from './representations.ts';
import { renamedKeys, rewriting } from './rewrites.ts';
import type { Scope } from './scope.ts';
import type { TypeNames } from './type-names.ts';

/** One execution of a plan. */
export interface Run {
  /** What the subgraphs have answered so far; the fetches write into it. */
  readonly data: Json;
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

type AnyFetch = Pick<FetchNode, 'serviceName' | 'variableUsages' | 'operationKind' | 'operation'>;

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

/** The objects at the end of `path` are told of in `representations`. */
export function flattenedFetch(node: FetchNode, path: FlattenNodePathSegment[], surroundings: Surroundings): Step {
  const { requires = [], inputRewrites = [], outputRewrites = [] } = node;
  const batch = { alias: '_entities', representationsVariableName: 'representations', paths: [path], requires };
  return entityFetch(node, [{ ...batch, inputRewrites, outputRewrites }], surroundings);
}

export function batchFetch(node: BatchFetchNode, surroundings: Surroundings): Step {
  return entityFetch(node, node.entityBatch.aliases, surroundings);
}

function entityFetch(node: AnyFetch, batches: readonly EntityBatchAlias[], { links, types }: Surroundings): Step {
  const asking = requests(node, links);
  const entities = batches.map((batch) => entityBatch(batch, asking.document, types));
  const variableNames = [...new Set(batches.map((batch) => batch.representationsVariableName))];
  const variableOf = batches.map((batch) => variableNames.indexOf(batch.representationsVariableName));

  return (run) => {
    const representations = variableNames.map(() => new Representations());
    const fetched = entities.map((each, index) =>
      each.gather(run.data, representations[variableOf[index] as number] as Representations),
    );
    if (representations.every(({ list }) => list.length === 0)) return undefined;
    const variables = asking.variables(run.variables) ?? {};
    for (let index = 0; index < variableNames.length; index++) {
      variables[variableNames[index] as string] = representations[index]?.list;
    }
    return settle(asking.ask(variables, run.scope), (answer) => {
      const { data, errors } = answer as Result;
      if (errors?.length) run.errors = run.errors.concat(entityErrors(errors, data == null, fetched, run.data));
      if (!isObject(data)) return;
      for (const each of fetched) each.receive(data[each.alias]);
    });
  };
}

/** One alias of an entity fetch: the objects that it is about are at the end of one or several paths. */
function entityBatch(batch: EntityBatchAlias, document: DocumentNode, types: TypeNames) {
  const { alias } = batch;
  const paths = batch.paths.map((path) => segmentsOf(path, types));
  const represent = representing(batch.requires, batch.inputRewrites, types);
  const rewrite = rewriting(batch.outputRewrites, types);
  const renamed = renamedKeys(batch.outputRewrites);
  const fields = selectedBy(document, renamed).find(({ key }) => key === alias)?.below ?? [];
  const isDeep = fields.some(({ below }) => below !== null);

  return {
    gather(data: Json, representations: Representations): FetchedEntities & { receive(entities: unknown): void } {
      const targets: Json[] = [];
      const indices: number[] = [];
      let ofFirstPath = 0;
      for (const [number, path] of paths.entries()) {
        const found: Json[] = [];
        collect(data, path, found);
        for (const entity of found) {
          const representation = represent(entity);
          if (!representation) continue;
          targets.push(entity);
          indices.push(representations.add(representation));
        }
        if (number === 0) ofFirstPath = targets.length;
      }

      function receive(entities: unknown): void {
        if (!Array.isArray(entities)) return;
        if (rewrite) for (const entity of entities) if (isObject(entity)) rewrite(entity);
        for (let at = 0; at < targets.length; at++) {
          const entity = entities[indices[at] as number];
          if (!isObject(entity)) continue;
          // Equal entities at one path may share what is below them. On another path, other things happen to it.
          const own = isDeep && at >= ofFirstPath ? (copied(entity, fields) as Json) : entity;
          merge(targets[at] as Json, own, fields);
        }
      }

      return { alias, paths, fields, renamed, targets, indices, receive };
    },
  };
}

/** Requests of one fetch: their document is one object for ever, since links keep what they know of it under it. */
function requests(node: AnyFetch, links: ReadonlyMap<string, SubgraphLink>) {
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
