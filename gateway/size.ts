/**
 * How large an answer can become, known before anything is fetched: pages within pages multiply, so a short document
 * can ask for millions of objects. This counts objects and no more; it is not a cost model (what each field costs to
 * resolve, `@cost` and `@listSize`).
 */
import {
  type FieldNode,
  type GraphQLArgument,
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';

/** A number, or what tells it from a run's variables (as the client sent them). */
export type Amount = number | ((variables: Readonly<Record<string, unknown>>) => number);

/** The page of a connection where neither the operation nor the schema says how large it is (see `platform/paging.ts`). */
const DEFAULT_FIRST = 20;
/** Leaves make an answer large too, if one object has very many under different aliases: so many count as an object. */
const LEAVES_PER_OBJECT = 32;
/** Each list is a statement or two of its own, also one without any row. */
const MAX_LISTS = 100;

/**
 * How many objects an answer to the (normalised) `operation` holds at most; lists of unknown length count as one.
 * @throws BAD_USER_INPUT where it asks for too many connections, whatever their size.
 */
export function answerSize(operation: OperationDefinitionNode, schema: GraphQLSchema): Amount {
  const definitions = new Map(operation.variableDefinitions?.map((each) => [each.variable.name.value, each]));
  const root = schema.getRootType(operation.operation);
  let connections = 0;
  return root ? objectsIn(operation.selectionSet, root, 1) : 0;

  /** The objects below one object of type `on`; where that is a connection, `page` is how many nodes it may have. */
  function objectsIn(set: SelectionSetNode, on: GraphQLNamedType, page: Amount): Amount {
    let leaves = 0;
    const parts: Amount[] = [];
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const type = schema.getType(selection.typeCondition?.name.value ?? on.name);
        if (type) parts.push(objectsIn(selection.selectionSet, type, page));
      } else if (selection.kind === Kind.FIELD) {
        const name = selection.name.value;
        const field = 'getFields' in on ? on.getFields()[name] : undefined;
        if (!selection.selectionSet) leaves += 1;
        // Introspection has no field here; graphql-js limits its depth.
        if (!selection.selectionSet || !field || !('args' in field)) continue;
        const type = getNamedType(field.type);
        if (isConnection(type) && ++connections > MAX_LISTS) throw tooManyLists();
        const first = isConnection(type) ? field.args.find((each) => each.name === 'first') : undefined;
        const below = objectsIn(selection.selectionSet, type, first ? argument(first, selection, toPage) : 1);
        const isPage = isConnection(on) && (name === 'edges' || name === 'nodes');
        const lists = isList(field) ? field.args.filter(isList).map((each) => argument(each, selection, toLength)) : [];
        const times = isPage ? page : combined([1, ...lists], (lengths) => Math.max(...lengths));
        parts.push(combined([times, below], ([count = 1, each = 0]) => count * (1 + each)));
      }
    }
    return combined([Math.floor(leaves / LEAVES_PER_OBJECT), ...parts], (amounts) => amounts.reduce((a, b) => a + b));
  }

  function argument({ name, defaultValue }: GraphQLArgument, on: FieldNode, read: (value: unknown) => number): Amount {
    const value = on.arguments?.find((each) => each.name.value === name)?.value;
    if (!value) return read(defaultValue);
    // A variable inside a list is one item of it.
    if (value.kind !== Kind.VARIABLE) return read(valueFromASTUntyped(value));
    const variable = value.name.value;
    const node = definitions.get(variable)?.defaultValue;
    const otherwise = node ? valueFromASTUntyped(node) : defaultValue;
    return (variables) => read(variables[variable] === undefined ? otherwise : variables[variable]);
  }
}

/** What is wrong with an answer of up to `size` objects; null where `limit` allows it. */
export function sizeError(size: number, limit: number): GraphQLError | null {
  if (size <= limit) return null;
  const wanted = size > 1e9 ? 'more than 1,000,000,000' : `up to ${size.toLocaleString('en')}`;
  return new GraphQLError(
    `The answer could hold ${wanted} objects; ${limit.toLocaleString('en')} are allowed. Ask for smaller pages.`,
    { extensions: { code: 'BAD_USER_INPUT' } },
  );
}

function tooManyLists(): GraphQLError {
  return new GraphQLError(`An operation may ask for ${MAX_LISTS} lists at most.`, {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

function combined(amounts: readonly Amount[], combine: (numbers: readonly number[]) => number): Amount {
  const known = amounts.filter((amount) => typeof amount === 'number');
  if (known.length === amounts.length) return combine(known);
  return (variables) => combine(amounts.map((amount) => (typeof amount === 'number' ? amount : amount(variables))));
}

function isConnection(type: GraphQLNamedType): boolean {
  return isObjectType(type) && ('nodes' in type.getFields() || 'edges' in type.getFields());
}

const isList = ({ type }: { type: GraphQLType }): boolean => isListType(getNullableType(type));

/** What is no size at all is refused by whoever reads the argument. */
const toPage = (first: unknown): number => (typeof first === 'number' ? Math.max(0, first) : DEFAULT_FIRST);
/** GraphQL takes a single value for a list of one. */
const toLength = (list: unknown): number => (Array.isArray(list) ? list.length : 1);
