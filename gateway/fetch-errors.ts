/** The errors of a fetch, at the places of the merged data that have no value because of them. */
import { relocatedError } from '@graphql-tools/utils';
import type { GraphQLError } from 'graphql';
import type { Json, Selected } from './merge.ts';
import { locate, type Place, type Segment } from './places.ts';

/** The objects of one alias of an entity fetch, and which of its representations stood for each. */
export interface FetchedEntities {
  alias: string;
  paths: readonly (readonly Segment[])[];
  /** What was asked of each. */
  fields: readonly Selected[];
  renamed: ReadonlyMap<string, string>;
  targets: readonly Json[];
  indices: readonly number[];
}

type Errors = readonly GraphQLError[];

/**
 * The errors of a root fetch. One without any answer (`failed`) failed at each of its `fields`; an error that has a
 * place of its own keeps it.
 */
export function rootErrors(
  errors: Errors,
  failed: boolean,
  fields: readonly Selected[],
  renamed: ReadonlyMap<string, string>,
): GraphQLError[] {
  const keys = fields.map(({ key }) => key).filter((key) => key !== '__typename');
  return errors.flatMap((error) => {
    const { path = [] } = error;
    if (path.length > (failed ? 1 : 0)) return renamed.size ? relocatedError(error, path.map(called(renamed))) : error;
    return (failed ? keys : keys.slice(0, 1)).map((key) => relocatedError(error, [key]));
  });
}

/** The errors of an entity fetch, each at every place of `data` where its entity is. */
export function entityErrors(
  errors: Errors,
  failed: boolean,
  fetched: readonly FetchedEntities[],
  data: Json,
): GraphQLError[] {
  const places = new Map<FetchedEntities, Map<number, Place[]>>();
  const placesOf = (entities: FetchedEntities): Map<number, Place[]> => {
    let known = places.get(entities);
    if (!known) {
      known = placesByIndex(entities, data);
      places.set(entities, known);
    }
    return known;
  };
  const everywhere = (entities: FetchedEntities): Place[] => [...placesOf(entities).values()].flat();

  return errors.flatMap((error) => {
    const [alias, index, ...rest] = error.path ?? [];
    if (failed && !rest.length && index === undefined) {
      const below = ({ fields }: FetchedEntities) => fields.map(({ key }) => key).filter((key) => key !== '__typename');
      return fetched.flatMap((each) =>
        everywhere(each).flatMap((place) => below(each).map((key) => relocatedError(error, [...place, key]))),
      );
    }
    const about = fetched.find((each) => each.alias === alias);
    const own = about && typeof index === 'number' ? placesOf(about).get(index) : undefined;
    if (!about || !own)
      return (about ? [about] : fetched).flatMap(everywhere).map((place) => relocatedError(error, place));
    const inner = about.renamed.size ? rest.map(called(about.renamed)) : rest;
    return own.map((place) => relocatedError(error, [...place, ...inner]));
  });
}

/** By representation, where its entities are. */
function placesByIndex({ paths, targets, indices }: FetchedEntities, data: Json): Map<number, Place[]> {
  const indexOf = new Map(targets.map((target, at) => [target, indices[at] as number]));
  const places = new Map<number, Place[]>();
  for (const path of paths) {
    locate(data, path, (object, place) => {
      const index = indexOf.get(object);
      if (index === undefined) return;
      const known = places.get(index);
      if (known) known.push(place);
      else places.set(index, [place]);
    });
  }
  return places;
}

function called(renamed: ReadonlyMap<string, string>): (segment: string | number) => string | number {
  return (segment) => (typeof segment === 'string' ? (renamed.get(segment) ?? segment) : segment);
}
