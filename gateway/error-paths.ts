/** Where errors point: at a field of the answer that has no value because of them, and at nothing that was not asked. */
import { relocatedError } from '@graphql-tools/utils';
import {
  type DocumentNode,
  type GraphQLError,
  getOperationAST,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Result } from './link.ts';

type Path = readonly (string | number)[];

/**
 * A fetch without any answer failed at each of its fields; the runtime would name the first field only, or the list
 * that the entities are in. Errors that have a place of their own keep it.
 */
export function atEachField(result: Result, document: DocumentNode, variables: Record<string, unknown> = {}): Result {
  if (result.data != null || !result.errors) return result;
  const paths =
    getOperationAST(document)?.selectionSet.selections.flatMap((field) => fieldPaths(field, variables)) ?? [];
  const errors = result.errors.flatMap((error) =>
    (error.path?.length ?? 0) > 1 ? error : paths.map((path) => relocatedError(error, path)),
  );
  return { ...result, errors };
}

function fieldPaths(field: SelectionNode, variables: Record<string, unknown>): Path[] {
  if (field.kind !== Kind.FIELD || field.name.value === '__typename') return [];
  const key = field.alias?.value ?? field.name.value;
  const representations = field.arguments?.[0]?.value;
  if (field.name.value !== '_entities' || representations?.kind !== Kind.VARIABLE) return [[key]];
  const entities = variables[representations.name.value] as unknown[];
  const keys = [...childrenOf([field.selectionSet as SelectionSetNode]).keys()].filter((each) => each !== '__typename');
  return entities.flatMap((_entity, index) => keys.map((inner) => [key, index, inner]));
}

/**
 * Shortens the path of an error to what `set` asked for: planner and runtime also fetch keys and required fields. What
 * then says the same twice is said once.
 */
export function createTrimming(set: SelectionSetNode): (errors: readonly GraphQLError[]) => GraphQLError[] {
  return (errors) => {
    const said = new Set<string>();
    return errors.map(trimmed).filter((error) => {
      const what = JSON.stringify([error.message, error.path]);
      return !said.has(what) && said.add(what);
    });
  };

  function trimmed(error: GraphQLError): GraphQLError {
    if (!error.path) return error;
    let sets: readonly SelectionSetNode[] = [set];
    for (const [index, segment] of error.path.entries()) {
      if (typeof segment === 'number') continue;
      const below = childrenOf(sets).get(segment);
      if (!below) return relocatedError(error, error.path.slice(0, index));
      sets = below;
    }
    return error;
  }
}

/** By response key, what is selected below it. */
function childrenOf(sets: readonly SelectionSetNode[]): Map<string, SelectionSetNode[]> {
  const children = new Map<string, SelectionSetNode[]>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      if (selection.kind !== Kind.FIELD) continue;
      const key = selection.alias?.value ?? selection.name.value;
      children.set(key, (children.get(key) ?? []).concat(selection.selectionSet ?? []));
    }
  };
  sets.forEach(collect);
  return children;
}
