/**
 * Representations: what a subgraph is told of an entity, so that it can add to it (its type, its key, what `@requires`
 * names).
 */
import type { FetchRewrite, FieldRequiresNode, RequiresSelection } from '@graphql-hive/router-query-planner';
import { isObject, type Json } from './merge.ts';
import { rewriting } from './rewrites.ts';
import type { TypeNames } from './type-names.ts';

/** A field of a representation: where it is in the merged data, and what it is called by its subgraph. */
interface Field {
  from: string;
  name: string;
  below: Requirement | null;
}

type Requirement = (typename: unknown) => readonly Field[];

/** The representation of an entity; null where it cannot be told apart or something required is missing. */
export type Represent = (entity: Json) => Json | null;

export function representing(
  requires: readonly RequiresSelection[],
  inputRewrites: readonly FetchRewrite[] | undefined,
  types: TypeNames,
): Represent {
  const fieldsOf = requirement(requires, types);
  const rewrite = rewriting(inputRewrites, types);
  return (entity) => {
    const { __typename } = entity;
    if (typeof __typename !== 'string') return null;
    const representation: Json = { __typename };
    let known = false;
    for (const field of fieldsOf(__typename)) {
      if (field.name === '__typename') continue;
      const value = read(entity, field);
      // A resolver must not work with less than it requires; what failed has its own error.
      if (value === undefined) return null;
      if (value !== null) known = true;
      representation[field.name] = value;
    }
    if (!known) return null;
    rewrite?.(representation);
    return representation;
  };
}

function requirement(selections: readonly RequiresSelection[], types: TypeNames): Requirement {
  const among = fieldsIn(selections, types);
  if (!among.some(({ within }) => within)) {
    const fields = merged(among, types);
    return () => fields;
  }
  const byType = new Map<unknown, readonly Field[]>();
  return (typename) => {
    let fields = byType.get(typename);
    if (!fields) {
      const fitting = among.filter(({ within }) => !within || within.has(typename as string));
      fields = merged(fitting, types);
      byType.set(typename, fields);
    }
    return fields;
  };
}

interface Required {
  field: FieldRequiresNode;
  /** The types of objects that it is required of; undefined for all. */
  within: ReadonlySet<string> | undefined;
}

function fieldsIn(
  selections: readonly RequiresSelection[],
  types: TypeNames,
  within?: ReadonlySet<string>,
): Required[] {
  return selections.flatMap((selection) => {
    if (selection.kind === 'Field') return { field: selection, within };
    if (selection.kind !== 'InlineFragment') throw new Error('a plan requires a named fragment');
    const names = types.within([selection.typeCondition]);
    return fieldsIn(
      selection.selections,
      types,
      within ? new Set([...names].filter((name) => within.has(name))) : names,
    );
  });
}

function merged(among: readonly Required[], types: TypeNames): Field[] {
  const byName = Map.groupBy(among, ({ field }) => field.alias ?? field.name);
  return [...byName].map(([name, group]) => {
    const below = group.flatMap(({ field }) => field.selections ?? []);
    return { from: group[0]?.field.name ?? name, name, below: below.length ? requirement(below, types) : null };
  });
}

/** The planner may ask for a required field under a name of its own, but not on every path. */
function read(entity: Json, { from, name, below }: Field): unknown {
  const value = entity[from] === undefined ? entity[name] : entity[from];
  return below ? project(value, below) : value;
}

function project(value: unknown, fieldsOf: Requirement): unknown {
  if (Array.isArray(value)) return value.map((item) => project(item, fieldsOf));
  if (!isObject(value)) return value;
  const projected: Json = {};
  for (const field of fieldsOf(value.__typename)) {
    const inner = read(value, field);
    if (inner !== undefined) projected[field.name] = inner;
  }
  return projected;
}

/** The representations of one fetch, each of them once. */
export class Representations {
  readonly list: Json[] = [];
  #known: Map<string, number> | undefined;

  /** Its place in the list. */
  add(representation: Json): number {
    const { list } = this;
    if (list.length === 0) {
      list.push(representation);
      return 0;
    }
    // Most fetches are for one entity: the map is made for the second.
    this.#known ??= new Map([[identity(list[0] as Json), 0]]);
    const key = identity(representation);
    let index = this.#known.get(key);
    if (index === undefined) {
      index = list.push(representation) - 1;
      this.#known.set(key, index);
    }
    return index;
  }
}

/** Equal for equal representations. Most have one key, which is text. */
function identity(representation: Json): string {
  let only: string | undefined;
  for (const key in representation) {
    if (key === '__typename') continue;
    const value = representation[key];
    if (only !== undefined || typeof value !== 'string') return JSON.stringify(representation);
    only = `${representation.__typename} ${key} ${value}`;
  }
  return only ?? '';
}
