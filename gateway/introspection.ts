/**
 * Introspection is answered from the API schema. An operation may mix it with data; the planner knows data only, so a
 * mixed operation is taken apart and its two answers are put together again.
 */
import { type FieldNode, Kind, type OperationDefinitionNode } from 'graphql';
import { isMeta } from './normalise.ts';

export interface Introspection {
  /** The operation with introspection fields alone. */
  schemaPart: OperationDefinitionNode;
  /** The operation without them; null when nothing else was asked. */
  dataPart: OperationDefinitionNode | null;
  /** Both answers in one, with its keys in the order of the operation. */
  join(about: Record<string, unknown>, data: Record<string, unknown>): Record<string, unknown>;
}

/** Null when the (normalised) operation asks for no introspection, as nearly all do. */
export function findIntrospection(operation: OperationDefinitionNode): Introspection | null {
  const fields = operation.selectionSet.selections.filter((selection) => selection.kind === Kind.FIELD);
  const isAboutSchema = (field: FieldNode) => isMeta(field) || field.name.value === '__typename';
  if (fields.every(isAboutSchema)) return { schemaPart: operation, dataPart: null, join: (about) => about };
  if (!fields.some(isMeta)) return null;
  const only = (selections: FieldNode[]): OperationDefinitionNode => ({
    ...operation,
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  });
  const keys = fields.map(({ alias, name }) => alias?.value ?? name.value);
  return {
    schemaPart: only(fields.filter(isMeta)),
    dataPart: only(fields.filter((field) => !isMeta(field))),
    join: (about, data) => Object.fromEntries(keys.map((key) => [key, key in about ? about[key] : data[key]])),
  };
}
