/**
 * Response keys that must not meet the names that planner and executor use between them (an entity's key, `__typename`,
 * names of their own that start with `_`, what every object inherits) are sent out under other names and get their own
 * back in the answer.
 */
import {
  BREAK,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

const PREFIX = '_as_';

/**
 * Asks for the type of an object where the caller did not: its answer depends on it, or nothing else was left to select.
 * Has no key in the answer.
 */
export const UNASKED: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** The response key to ask for in place of `alias`; `taken` says whether a field has that name. */
export function safeAlias(alias: string, taken: boolean): string {
  return taken || alias.startsWith('_') || isInherited(alias) ? `${PREFIX}${alias}` : alias;
}

/** Whether every object has `key`, so that it is never seen to be missing. */
export function isInherited(key: string): boolean {
  return key in Object.prototype;
}

/** Variables that the planner adds to its fetches, without a look at those that are there. */
const PLANNERS_VARIABLE = /^(representations$|__batch_reps_)/;

/** The same operation with its variables out of the planner's way. */
export function withSafeVariables(operation: OperationDefinitionNode): OperationDefinitionNode {
  const names = operation.variableDefinitions?.map(({ variable }) => variable.name.value) ?? [];
  if (!names.some((name) => PLANNERS_VARIABLE.test(name))) return operation;
  return visit(operation, {
    Variable(node) {
      const { value } = node.name;
      if (!PLANNERS_VARIABLE.test(value)) return undefined;
      return { ...node, name: { ...node.name, value: `${PREFIX}${value}` } };
    },
  });
}

/** What the caller calls the variable `name` of a plan. */
export function ownVariable(name: string): string {
  const own = ownName(name);
  return PLANNERS_VARIABLE.test(own) ? own : name;
}

/** The keys that an object has in the answer, in order; `set` holds no fragments. */
export function responseKeys({ selections }: SelectionSetNode): string[] {
  const fields = selections.filter((selection) => selection.kind === Kind.FIELD && selection !== UNASKED);
  return [...new Set((fields as FieldNode[]).map(({ alias, name }) => ownName(alias?.value ?? name.value)))];
}

/** What the caller calls the response key `key`. */
export function ownName(key: string): string {
  return key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key;
}

/** Whether an answer to `set` has exactly the keys of the caller's. */
export function isAsAsked(set: SelectionSetNode): boolean {
  let asAsked = true;
  visit(set, {
    Field(field) {
      if (field !== UNASKED && !field.alias?.value.startsWith(PREFIX)) return undefined;
      asAsked = false;
      return BREAK;
    },
  });
  return asAsked;
}

/** The same under its own response key, for an executor that takes any. */
export function withOwnName(selection: SelectionNode): SelectionNode {
  if (selection.kind !== Kind.FIELD || !selection.alias) return selection;
  return { ...selection, alias: { ...selection.alias, value: ownName(selection.alias.value) } };
}
