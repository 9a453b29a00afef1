/**
 * Response keys that must not meet the names that planner and runtime use between them (an entity's key, `__typename`,
 * names of their own that start with `_`, what every object inherits) are sent out under other names and get their own
 * back in the answer.
 */
import { BREAK, type FieldNode, Kind, type SelectionNode, type SelectionSetNode, visit } from 'graphql';

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

/** Whether anything in `set` was given another name. */
export function holdsOtherNames(set: SelectionSetNode): boolean {
  let found = false;
  visit(set, {
    Field({ alias }) {
      found = alias?.value.startsWith(PREFIX) ?? false;
      return found ? BREAK : undefined;
    },
  });
  return found;
}

/** The same under its own response key, for an executor that takes any. */
export function withOwnName(selection: SelectionNode): SelectionNode {
  if (selection.kind !== Kind.FIELD || !selection.alias) return selection;
  return { ...selection, alias: { ...selection.alias, value: ownName(selection.alias.value) } };
}
