/**
 * Introspection is answered from the API schema. An operation may mix it with data; planner and executor know data
 * only, so a mixed operation is taken apart. The name of the root is part of it: a subgraph may call its root by another.
 */
import { Kind, type OperationDefinitionNode, type SelectionNode } from 'graphql';
import { isMeta } from './normalise.ts';

export interface Introspection {
  /** The root fields that the API schema answers. */
  about: readonly SelectionNode[];
  /** All others. */
  others: readonly SelectionNode[];
}

/** Null when the (normalised) operation asks for no introspection, as nearly all do. */
export function findIntrospection({ selectionSet }: OperationDefinitionNode): Introspection | null {
  const isAbout = (field: SelectionNode) =>
    field.kind === Kind.FIELD && (isMeta(field) || field.name.value === '__typename');
  const about = selectionSet.selections.filter(isAbout);
  return about.length ? { about, others: selectionSet.selections.filter((field) => !isAbout(field)) } : null;
}
