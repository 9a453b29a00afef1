/**
 * Introspection is answered from the API schema. An operation may mix it with data; the planner knows data only, so a
 * mixed document is taken apart and its two answers are put together again.
 */
import {
  type DocumentNode,
  execute,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import type { Result } from './link.ts';

export interface Introspection {
  /** The document with introspection fields alone. */
  schemaPart: DocumentNode;
  /** The document without them; null when nothing else was asked. */
  dataPart: DocumentNode | null;
}

const isMeta = (field: FieldNode): boolean => field.name.value === '__schema' || field.name.value === '__type';

/** Null when the operation asks for no introspection, as nearly all do. */
export function findIntrospection(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): Introspection | null {
  const fields = rootFields(operation, fragments);
  const onlyTypename = fields.every((field) => field.name.value === '__typename');
  if (!onlyTypename && !fields.some(isMeta)) return null;
  if (fields.every((field) => isMeta(field) || field.name.value === '__typename')) {
    return { schemaPart: document, dataPart: null };
  }
  const dataFields = new Set<unknown>(fields.filter((field) => !isMeta(field)));
  const without = (drop: (field: FieldNode) => boolean): DocumentNode =>
    visit(document, { [Kind.FIELD]: (field: FieldNode) => (drop(field) ? null : undefined) });
  return { schemaPart: without((field) => dataFields.has(field)), dataPart: without(isMeta) };
}

export function introspect(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  variables: Record<string, unknown>,
): Result {
  return execute({ schema, document, operationName, variableValues: variables }) as Result;
}

/** The fields of the root type, those inside fragments included. */
function rootFields(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FieldNode[] {
  const fields: FieldNode[] = [];
  const seen = new Set<string>();
  const collect = ({ selectionSet }: Pick<OperationDefinitionNode, 'selectionSet'>): void => {
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) fields.push(selection);
      else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection);
      else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment) collect(fragment);
      }
    }
  };
  collect(operation);
  return fields;
}
