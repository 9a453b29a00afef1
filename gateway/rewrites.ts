/**
 * Rewrites of the plan: keys that a fetch asks for under a name of the planner's, and type names that a subgraph knows
 * otherwise (`@interfaceObject`).
 */
import type { FetchNodePathSegment, FetchRewrite } from '@graphql-hive/router-query-planner';
import type { Json } from './merge.ts';
import type { TypeNames } from './type-names.ts';

/** Changes an object, and what is in it, in place. */
export type Rewrite = (object: Json) => void;

type Segment = string | ReadonlySet<string>;

/** Null where there is nothing to rewrite. */
export function rewriting(rewrites: readonly FetchRewrite[] | undefined, types: TypeNames): Rewrite | null {
  if (!rewrites?.length) return null;
  const steps = rewrites.map((each) => rewrite(each, types));
  return (object) => {
    for (const step of steps) step(object);
  };
}

/** The keys that `rewrites` give another name, by the name under which they are asked for. */
export function renamedKeys(rewrites: readonly FetchRewrite[] | undefined): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const each of rewrites ?? []) {
    const last = 'KeyRenamer' in each ? each.KeyRenamer.path.at(-1) : undefined;
    if (last && 'Key' in last)
      names.set(last.Key, (each as { KeyRenamer: { renameKeyTo: string } }).KeyRenamer.renameKeyTo);
  }
  return names;
}

function rewrite(each: FetchRewrite, types: TypeNames): Rewrite {
  if ('KeyRenamer' in each) {
    const { path, renameKeyTo } = each.KeyRenamer;
    return onEach(path, types, (object, key) => {
      object[renameKeyTo] = object[key];
      delete object[key];
    });
  }
  const { path, setValueTo } = 'ValueSetter' in each ? each.ValueSetter : each;
  return onEach(path, types, (object, key) => {
    object[key] = setValueTo;
  });
}

/** Calls `change` with each object that holds the last key of `path`. */
function onEach(
  path: readonly FetchNodePathSegment[],
  types: TypeNames,
  change: (object: Json, key: string) => void,
): Rewrite {
  const segments: Segment[] = path.map((segment) =>
    'Key' in segment ? segment.Key : types.within(segment.TypenameEquals),
  );
  const last = segments.length - 1;

  function walk(value: unknown, at: number): void {
    if (Array.isArray(value)) {
      for (const item of value) walk(item, at);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const object = value as Json;
    const segment = segments[at];
    if (segment === undefined) return;
    if (typeof segment !== 'string') {
      const { __typename } = object;
      if (typeof __typename !== 'string' || segment.has(__typename)) walk(object, at + 1);
    } else if (object[segment] !== undefined) {
      if (at === last) change(object, segment);
      else walk(object[segment], at + 1);
    }
  }

  return (object) => walk(object, 0);
}
