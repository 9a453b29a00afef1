/**
 * From what the subgraphs answered to what was asked: response keys in the order of the document, objects of hidden
 * types and hidden enum values as null, and null propagation across subgraph borders (GraphQL specification 6.4.4).
 * Which fields an object of which type has is worked out once per operation.
 */
import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { ownName, UNASKED } from './names.ts';

/** What a value has to be like. */
export type Shape = { nonNull: boolean } & (
  | { kind: 'asItIs' }
  | { kind: 'enum'; values: ReadonlySet<unknown> }
  | { kind: 'list'; of: Shape }
  | { kind: 'object'; fieldsOf: FieldsOf }
);

/** By the name of an object's type, which is undefined where nobody asked; null for an object that callers must not see. */
type FieldsOf = (typename: unknown) => readonly Field[] | null;

export interface Field {
  /** The key in what was fetched. */
  from: string;
  /** The key in the answer. */
  key: string;
  /** The name of the type, where that is what is asked for and it is known; otherwise null. */
  typename: string | null;
  shape: Shape;
}

type Sets = readonly SelectionSetNode[];

const AS_IT_IS: Shape = { kind: 'asItIs', nonNull: false };

/** The shape of the data of an operation with the (normalised) selections `set`; `schema` is the API schema. */
export function shapeOf(set: SelectionSetNode, root: GraphQLNamedType, schema: GraphQLSchema): Shape {
  const known = new Map<SelectionSetNode, FieldsOf>();
  return namedShape(root, [set], false);

  function typeShape(type: GraphQLOutputType, sets: Sets, nonNull = false): Shape {
    if (isNonNullType(type)) return typeShape(type.ofType, sets, true);
    if (!isListType(type)) return namedShape(type, sets, nonNull);
    const of = typeShape(type.ofType, sets);
    return of === AS_IT_IS ? leaf(nonNull) : { kind: 'list', of, nonNull };
  }

  function namedShape(type: GraphQLNamedType, sets: Sets, nonNull: boolean): Shape {
    if (isEnumType(type)) return { kind: 'enum', values: new Set(type.getValues().map(({ name }) => name)), nonNull };
    if (!isObjectType(type) && !isAbstractType(type)) return leaf(nonNull);
    return { kind: 'object', fieldsOf: fieldsOf(type, sets), nonNull };
  }

  /** Types may contain each other: what follows from one selection set is worked out once, and when it is needed. */
  function fieldsOf(type: GraphQLNamedType, sets: Sets): FieldsOf {
    const only = sets.length === 1 ? sets[0] : undefined;
    let fields = only && known.get(only);
    if (!fields) {
      fields = isAbstractType(type) ? byType(type, sets) : always(type, sets);
      if (only) known.set(only, fields);
    }
    return fields;
  }

  function always(type: GraphQLNamedType, sets: Sets): FieldsOf {
    let fields: readonly Field[] | undefined;
    return () => {
      fields ??= fieldsOn(type, sets);
      return fields;
    };
  }

  function byType(type: GraphQLNamedType, sets: Sets): FieldsOf {
    const byName = new Map<unknown, readonly Field[]>();
    return (typename = type.name) => {
      let fields = byName.get(typename);
      if (!fields) {
        const actual = schema.getType(String(typename));
        if (!isObjectType(actual) && !isInterfaceType(actual)) return null;
        fields = fieldsOn(actual, sets);
        byName.set(typename, fields);
      }
      return fields;
    };
  }

  /** The fields that objects of type `on` have in the answer (GraphQL specification 6.3.2). */
  function fieldsOn(on: GraphQLNamedType, sets: Sets): readonly Field[] {
    const byKey = new Map<string, FieldNode[]>();
    const collect = ({ selections }: SelectionSetNode): void => {
      for (const selection of selections) {
        if (selection.kind === Kind.INLINE_FRAGMENT) {
          if (applies(selection.typeCondition?.name.value, on)) collect(selection.selectionSet);
        } else if (selection.kind === Kind.FIELD && selection !== UNASKED) {
          const key = ownName(selection.alias?.value ?? selection.name.value);
          const nodes = byKey.get(key);
          if (nodes) nodes.push(selection);
          else byKey.set(key, [selection]);
        }
      }
    };
    sets.forEach(collect);
    return [...byKey].flatMap(([key, nodes]) => fieldOf(key, nodes, on));
  }

  function fieldOf(key: string, nodes: readonly FieldNode[], on: GraphQLNamedType): Field[] {
    const [{ name, alias }] = nodes as [FieldNode];
    const from = alias?.value ?? name.value;
    if (name.value === '__typename')
      return [{ from, key, typename: isObjectType(on) ? on.name : null, shape: AS_IT_IS }];
    const field = 'getFields' in on ? on.getFields()[name.value] : undefined;
    if (!field) return [];
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return [{ from, key, typename: null, shape: typeShape(field.type as GraphQLOutputType, sets) }];
  }

  function applies(condition: string | undefined, on: GraphQLNamedType): boolean {
    if (condition === undefined || condition === on.name) return true;
    const type = schema.getType(condition);
    return isAbstractType(type) && (isObjectType(on) || isInterfaceType(on)) && schema.isSubType(type, on);
  }
}

function leaf(nonNull: boolean): Shape {
  return nonNull ? { kind: 'asItIs', nonNull } : AS_IT_IS;
}
