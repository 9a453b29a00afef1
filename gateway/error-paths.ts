/** Where the errors of an answer point: at what was asked, by the caller's own names. */
import { relocatedError } from '@graphql-tools/utils';
import { type GraphQLError, Kind, type SelectionSetNode } from 'graphql';
import { ownName } from './names.ts';

type Errors = readonly GraphQLError[];

/** By response key as it was planned: what the caller calls it, and what is below. */
type Asked = Map<string, { name: string; below: () => Asked }>;

/**
 * Places errors in what `set` asked for: response keys get their own names back, and a path that leads on to what only
 * the plan asked for (keys, required fields) ends before. What then says the same twice is said once.
 */
export function createPlacing(set: SelectionSetNode): (errors: Errors) => GraphQLError[] {
  const asked = once(() => askedIn([set]));
  return (errors) => {
    const said = new Set<string>();
    return errors.map(placed).filter((error) => {
      const what = JSON.stringify([error.message, error.path]);
      return !said.has(what) && said.add(what);
    });
  };

  function placed(error: GraphQLError): GraphQLError {
    if (!error.path) return error;
    const path: (string | number)[] = [];
    let here = asked();
    for (const segment of error.path) {
      if (typeof segment === 'string') {
        const below = here.get(segment);
        if (!below) break;
        path.push(below.name);
        here = below.below();
      } else {
        path.push(segment);
      }
    }
    return relocatedError(error, path);
  }
}

function askedIn(sets: readonly SelectionSetNode[]): Asked {
  const byKey = new Map<string, SelectionSetNode[]>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      if (selection.kind !== Kind.FIELD) continue;
      const key = selection.alias?.value ?? selection.name.value;
      const below = byKey.get(key) ?? [];
      if (selection.selectionSet) below.push(selection.selectionSet);
      byKey.set(key, below);
    }
  };
  sets.forEach(collect);
  return new Map([...byKey].map(([key, below]) => [key, { name: ownName(key), below: once(() => askedIn(below)) }]));
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
