/**
 * Response keys that must not meet the names that planner and runtime use between them (an entity's key, `__typename`,
 * names of their own that start with `_`, what every object inherits) are sent out under other names and get their own
 * back in the answer.
 */
import { relocatedError } from '@graphql-tools/utils';
import { type FieldNode, type GraphQLError, Kind, type SelectionSetNode } from 'graphql';
import type { Result } from './link.ts';

const PREFIX = '_as_';

/** Stands where nothing was left to select; its key disappears from the answer. */
export const NOTHING: FieldNode = {
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: PREFIX },
  name: { kind: Kind.NAME, value: '__typename' },
};

/** The response key to ask for in place of `alias`; `taken` says whether a field has that name. */
export function safeAlias(alias: string, taken: boolean): string {
  return taken || alias.startsWith('_') || alias in Object.prototype ? `${PREFIX}${alias}` : alias;
}

/** The keys that an object has in the answer, in order; `set` holds no fragments. */
export function responseKeys({ selections }: SelectionSetNode): string[] {
  const fields = selections.filter((selection) => selection.kind === Kind.FIELD);
  return [...new Set(fields.map(({ alias, name }) => ownName(alias?.value ?? name.value)))].filter((key) => key !== '');
}

/** What the caller calls the response key `key`. */
export function ownName(key: string): string {
  return key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key;
}

/** By response key: its own name, and the same for what is below it; null where nothing below was renamed. */
type Names = Map<string, { name: string; below: Names | null }>;

/** Gives response keys and error paths of an answer to `set` their own names back; null where no name was changed. */
export function createRestoration(set: SelectionSetNode): ((result: Result) => Result) | null {
  const names = namesIn([set]);
  if (!names) return null;
  return ({ data, errors, ...rest }) => ({
    ...rest,
    ...(data !== undefined && { data: restore(data, names) as Result['data'] & object }),
    ...(errors && { errors: errors.map((error) => relocate(error, names)) }),
  });
}

function namesIn(sets: readonly SelectionSetNode[]): Names | null {
  const below = new Map<string, SelectionSetNode[]>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      if (selection.kind !== Kind.FIELD) continue;
      const key = selection.alias?.value ?? selection.name.value;
      below.set(key, (below.get(key) ?? []).concat(selection.selectionSet ?? []));
    }
  };
  sets.forEach(collect);
  const names: Names = new Map();
  for (const [key, inner] of below) {
    const name = ownName(key);
    const innerNames = namesIn(inner);
    if (name !== key || innerNames) names.set(key, { name, below: innerNames });
  }
  return names.size ? names : null;
}

function restore(value: unknown, names: Names): unknown {
  if (Array.isArray(value)) return value.map((item) => restore(item, names));
  if (value === null || typeof value !== 'object') return value;
  // By entries: to assign to a key `__proto__` would set the prototype.
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const known = names.get(key);
      if (known?.name === '') return [];
      return [[known?.name ?? key, known?.below ? restore(inner, known.below) : inner]];
    }),
  );
}

function relocate(error: GraphQLError, names: Names): GraphQLError {
  let here: Names | null | undefined = names;
  const path = error.path?.map((segment) => {
    if (typeof segment === 'number') return segment;
    const known: { name: string; below: Names | null } | undefined = here?.get(segment);
    here = known?.below;
    return known?.name ?? segment;
  });
  return path ? relocatedError(error, path) : error;
}
