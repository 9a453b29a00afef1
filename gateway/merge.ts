/**
 * Joins what several fetches know of one object. Only what a fetch asked for is looked at: a value that is no object of
 * the graph (JSON, say) is never looked into, and no key but the planner's own is ever written.
 */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getOperationAST,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

export type Json = Record<string, unknown>;

/** A response key of a fetch, and what was asked for below it; null for a leaf. */
export interface Selected {
  key: string;
  below: readonly Selected[] | null;
}

/**
 * What the only operation of `document` asks for, by response key, whatever the type; `renamed` are keys that get
 * another name when the answer comes.
 */
export function selectedBy(document: DocumentNode, renamed: ReadonlyMap<string, string>): readonly Selected[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }

  function selected(sets: readonly SelectionSetNode[]): Selected[] {
    const byKey = new Map<string, SelectionSetNode[]>();
    const collect = (selection: SelectionNode): void => {
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const name = renamed.get(key) ?? key;
        const below = byKey.get(name) ?? [];
        if (selection.selectionSet) below.push(selection.selectionSet);
        byKey.set(name, below);
        return;
      }
      const { selectionSet } =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection
          : (fragments.get(selection.name.value) as FragmentDefinitionNode);
      selectionSet.selections.forEach(collect);
    };
    for (const set of sets) set.selections.forEach(collect);
    return [...byKey].map(([key, below]) => ({ key, below: below.length ? selected(below) : null }));
  }

  const operation = getOperationAST(document);
  return operation ? selected([operation.selectionSet]) : [];
}

/** Adds to `target` what `source` has of `fields`. Null never takes the place of a value. */
export function merge(target: Json, source: Json, fields: readonly Selected[]): void {
  for (const { key, below } of fields) {
    const value = source[key];
    if (value === undefined) continue;
    const known = target[key];
    if (known == null || (value !== null && (below === null || !joined(known, value, below)))) target[key] = value;
  }
}

/** Merges `source` into `target` where both are objects, or lists of the same length; says whether they were. */
function joined(target: unknown, source: unknown, fields: readonly Selected[]): boolean {
  if (target === source) return true;
  if (Array.isArray(target) && Array.isArray(source)) {
    if (target.length !== source.length) return false;
    for (let index = 0; index < target.length; index++) {
      const item = source[index];
      if (target[index] == null || (item != null && !joined(target[index], item, fields))) target[index] = item;
    }
    return true;
  }
  if (!isObject(target) || !isObject(source)) return false;
  merge(target, source, fields);
  return true;
}

/** A copy of `value` that shares no object of the graph with it. */
export function copied(value: unknown, fields: readonly Selected[]): unknown {
  if (Array.isArray(value)) return value.map((item) => copied(item, fields));
  if (!isObject(value)) return value;
  const copy: Json = { ...value };
  for (const { key, below } of fields) if (below && copy[key] !== undefined) copy[key] = copied(copy[key], below);
  return copy;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
