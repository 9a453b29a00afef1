/**
 * Null propagation across subgraph borders (GraphQL specification 6.4.4): where a field that may not be null is null
 * after merging, because its subgraph failed or did not know the entity, the nearest nullable parent becomes null.
 * The router runtime merges and projects, but stops short of this.
 */
import {
  GraphQLError,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { createTrimming } from './error-paths.ts';
import type { Result } from './link.ts';

/** What has to be checked below a value; null where nothing below it may bubble. */
type Shape = NonNullShape | ListShape | ObjectShape | null;
interface NonNullShape {
  kind: 'nonNull';
  of: Shape;
}
interface ListShape {
  kind: 'list';
  of: Shape;
}
interface ObjectShape {
  kind: 'object';
  fields: Map<string, Shape>;
}

export type Completion = (result: Result) => Result;

const BUBBLES: unique symbol = Symbol('a null that its parent cannot hold');

/** Works out once per (normalised) operation what `complete` has to look at. */
export function createCompletion(operation: OperationDefinitionNode, schema: GraphQLSchema): Completion {
  const root = schema.getRootType(operation.operation);
  if (!root) return (result) => result;
  const shape = selectionShape([{ set: operation.selectionSet, on: root.name }], schema);

  const trim = createTrimming(operation.selectionSet);

  return (result) => {
    // Without any data, no fetch of the root succeeded: each of its fields is null then.
    const data = result.data ?? noData(operation);
    const errors = result.errors ? trim(result.errors) : [];
    const completed = complete(data, shape, [], errors);
    const answer = { ...result, data: completed === BUBBLES ? null : (completed as Result['data'] & object) };
    return errors.length ? { ...answer, errors } : answer;
  };
}

function noData({ selectionSet }: OperationDefinitionNode): Record<string, unknown> {
  const fields = selectionSet.selections.filter((selection) => selection.kind === Kind.FIELD);
  return Object.fromEntries(fields.map(({ alias, name }) => [alias?.value ?? name.value, null]));
}

function complete(value: unknown, shape: Shape, path: (string | number)[], errors: GraphQLError[]): unknown {
  if (shape === null) return value;
  if (shape.kind === 'nonNull') {
    const inner = complete(value, shape.of, path, errors);
    if (inner != null) return inner;
    reportMissing(path, errors);
    return BUBBLES;
  }
  if (value == null) return null;
  if (shape.kind === 'list') {
    if (!Array.isArray(value)) return value;
    for (let index = 0; index < value.length; index++) {
      path.push(index);
      const item = complete(value[index], shape.of, path, errors);
      path.pop();
      if (item === BUBBLES) return null;
      value[index] = item;
    }
    return value;
  }
  const object = value as Record<string, unknown>;
  for (const [key, field] of shape.fields) {
    // A key that is not there belongs to a fragment on another type.
    if (object[key] === undefined) continue;
    path.push(key);
    const completed = complete(object[key], field, path, errors);
    path.pop();
    if (completed === BUBBLES) return null;
    object[key] = completed;
  }
  return object;
}

/** A null that bubbles needs an error that says so, unless one was reported at that place, below, or for the entity. */
function reportMissing(path: readonly (string | number)[], errors: GraphQLError[]): void {
  const explained = errors.some((error) => error.path?.every((segment, index) => (path[index] ?? segment) === segment));
  if (explained) return;
  errors.push(
    new GraphQLError('A field that cannot be null has no value.', {
      path: [...path],
      extensions: { code: 'DOWNSTREAM_SERVICE_ERROR' },
    }),
  );
}

/** A selection set and the name of the type that it selects from. */
interface Selected {
  set: SelectionSetNode;
  on: string;
}

/**
 * The fields of all `selections`, which meet in one object. Fields of one response key have the same nullability,
 * whatever fragment they come from (validation rule "overlapping fields can be merged").
 */
function selectionShape(selections: readonly Selected[], schema: GraphQLSchema): Shape {
  const byKey = new Map<string, { type: GraphQLOutputType; below: Selected[] }>();

  function collect({ set, on }: Selected): void {
    const type = schema.getType(on);
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        collect({ set: selection.selectionSet, on: selection.typeCondition?.name.value ?? on });
      } else if (selection.kind === Kind.FIELD && isCompositeType(type) && !isUnionType(type)) {
        const field = type.getFields()[selection.name.value];
        if (!field) continue; // __typename
        const key = selection.alias?.value ?? selection.name.value;
        const known = byKey.get(key) ?? { type: field.type, below: [] };
        if (selection.selectionSet) {
          known.below.push({ set: selection.selectionSet, on: getNamedType(field.type).name });
        }
        byKey.set(key, known);
      }
    }
  }

  selections.forEach(collect);
  const fields = new Map<string, Shape>();
  for (const [key, { type, below }] of byKey) {
    const shape = typeShape(type, () => selectionShape(below, schema));
    if (shape !== null) fields.set(key, shape);
  }
  return fields.size ? { kind: 'object', fields } : null;
}

function typeShape(type: GraphQLOutputType, below: () => Shape): Shape {
  if (isNonNullType(type)) return { kind: 'nonNull', of: typeShape(type.ofType, below) };
  if (isListType(type)) {
    const of = typeShape(type.ofType, below);
    return of === null ? null : { kind: 'list', of };
  }
  return isCompositeType(type) ? below() : null;
}
