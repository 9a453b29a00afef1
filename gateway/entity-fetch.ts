/** A fetch of a plan that says what it knows of objects that are there already, and adds to them what it is told. */
import type {
  BatchFetchNode,
  EntityBatchAlias,
  FetchNode,
  FlattenNodePathSegment,
} from '@graphql-hive/router-query-planner';
import type { DocumentNode } from 'graphql';
import { type AnyFetch, requests, type Step, type Surroundings } from './fetch.ts';
import { entityErrors, type FetchedEntities } from './fetch-errors.ts';
import { type Result, settle } from './link.ts';
import { copied, isObject, type Json, merge, selectedBy } from './merge.ts';
import { collect, segmentsOf } from './places.ts';
import { Representations, representing } from './representations.ts';
import { renamedKeys, rewriting } from './rewrites.ts';
import type { TypeNames } from './type-names.ts';

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
