/** Where in the merged data a fetch goes on: the objects at the end of a path of the plan. */
import type { FlattenNodePathSegment } from '@graphql-hive/router-query-planner';
import type { Json } from './merge.ts';
import type { TypeNames } from './type-names.ts';

/** The next key, or the types that the object may have. Lists are walked wherever they are. */
export type Segment = string | ReadonlySet<string>;

export function segmentsOf(path: readonly FlattenNodePathSegment[], types: TypeNames): Segment[] {
  return path.flatMap((segment) => {
    if (segment === '@') return [];
    return 'Field' in segment ? segment.Field : types.within(segment.TypeCondition);
  });
}

/** Adds the objects at the end of `path` to `found`, in order. */
export function collect(value: unknown, path: readonly Segment[], found: Json[], at = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, path, found, at);
    return;
  }
  const segment = path[at];
  if (segment === undefined) found.push(value as Json);
  else if (typeof segment === 'string') collect((value as Json)[segment], path, found, at + 1);
  else if (isOfType(value as Json, segment)) collect(value, path, found, at + 1);
}

export type Place = readonly (string | number)[];

/** Calls `visit` with the same objects and where in the answer they are. */
export function locate(
  value: unknown,
  path: readonly Segment[],
  visit: (object: Json, place: Place) => void,
  at = 0,
  place: Place = [],
): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) locate(item, path, visit, at, [...place, index]);
    return;
  }
  const segment = path[at];
  if (segment === undefined) visit(value as Json, place);
  else if (typeof segment === 'string') locate((value as Json)[segment], path, visit, at + 1, [...place, segment]);
  else if (isOfType(value as Json, segment)) locate(value, path, visit, at + 1, place);
}

/** Where nobody asked for the type, the plan knows that it is the right one. */
function isOfType({ __typename }: Json, names: ReadonlySet<string>): boolean {
  return typeof __typename !== 'string' || names.has(__typename);
}
