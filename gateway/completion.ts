/**
 * Null propagation across subgraph borders (GraphQL specification 6.4.4): where a field that may not be null is null
 * after merging, because its subgraph failed or did not know the entity, the nearest nullable parent becomes null.
 * The router runtime merges and projects, but stops short of this.
 */
import { collectFields } from '@graphql-tools/utils';
import {
  type FragmentDefinitionNode,
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

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;
export type Completion = (result: Result, variables: Record<string, unknown>) => Result;

const BUBBLES: unique symbol = Symbol('a null that its parent cannot hold');

/** Works out once per operation what `complete` has to look at. */
export function createCompletion(
  operation: OperationDefinitionNode,
  fragments: Fragments,
  schema: GraphQLSchema,
): Completion {
  const root = schema.getRootType(operation.operation);
  if (!root) return (result) => result;
  const shape = selectionShape([{ set: operation.selectionSet, on: root.name }], fragments, schema);

  return (result, variables) => {
    // Without any data, no fetch of the root succeeded: each of its fields is null then.
    let data = result.data ?? null;
    if (data === null) {
      const named = Object.fromEntries(fragments);
      const { fields } = collectFields(
        schema,
        named,
        { coerced: variables, sources: {} },
        root,
        operation.selectionSet,
      );
      data = Object.fromEntries([...fields.keys()].map((key) => [key, null]));
    }
    if (shape === null) return data === result.data ? result : { ...result, data };
    const errors = [...(result.errors ?? [])];
    const completed = complete(data, shape, [], errors);
    const answer = { ...result, data: completed === BUBBLES ? null : (completed as Result['data'] & object) };
    return errors.length ? { ...answer, errors } : answer;
  };
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
    // A key that is not there belongs to a fragment on another type, or was skipped.
    if (object[key] === undefined) continue;
    path.push(key);
    const completed = complete(object[key], field, path, errors);
    path.pop();
    if (completed === BUBBLES) return null;
    object[key] = completed;
  }
  return object;
}

/** A null that bubbles needs an error that says so, unless a subgraph reported one at that place or below. */
function reportMissing(path: readonly (string | number)[], errors: GraphQLError[]): void {
  const explained = errors.some(
    (error) => error.path && path.every((segment, index) => error.path?.[index] === segment),
  );
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
function selectionShape(selections: readonly Selected[], fragments: Fragments, schema: GraphQLSchema): Shape {
  const byKey = new Map<string, { type: GraphQLOutputType; below: Selected[] }>();
  const seen = new Set<string>();

  function collect({ set, on }: Selected): void {
    const type = schema.getType(on);
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        collect({ set: selection.selectionSet, on: selection.typeCondition?.name.value ?? on });
      } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (!fragment || seen.has(selection.name.value)) continue;
        seen.add(selection.name.value);
        collect({ set: fragment.selectionSet, on: fragment.typeCondition.name.value });
      } else if (isCompositeType(type) && !isUnionType(type)) {
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
    const shape = typeShape(type, () => selectionShape(below, fragments, schema));
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
