/** The lists of the graph, found in its schema, and how each can be asked. */
import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isObjectType,
} from 'graphql';
import { publicSchema, readSupergraph } from '../../gateway/supergraph.ts';

const schema = publicSchema(readSupergraph());

export interface List {
  name: string;
  field: GraphQLField<unknown, unknown>;
  node: GraphQLObjectType;
  /** The values of `orderBy`. */
  orders: readonly string[];
  filters: readonly { field: string; type: GraphQLInputType }[];
  /** The type of `filter`. */
  filterType: string;
}

function listsOf(type: GraphQLObjectType): List[] {
  return Object.values(type.getFields()).flatMap((field) => {
    const connection = getNamedType(field.type);
    if (!isObjectType(connection) || !connection.name.endsWith('Connection')) return [];
    const argument = (name: string) => {
      const found = field.args.find((each) => each.name === name);
      return found && getNamedType(found.type);
    };
    const [order, filter] = [argument('orderBy'), argument('filter')];
    const inputs = isInputObjectType(filter) ? Object.values(filter.getFields()) : [];
    return {
      name: field.name,
      field,
      node: getNamedType(connection.getFields().nodes?.type) as GraphQLObjectType,
      orders: isEnumType(order) ? order.getValues().map((value) => value.name) : [],
      filters: inputs.map(({ name, type: inputType }) => ({ field: name, type: inputType })),
      filterType: String(filter),
    };
  });
}

/** The lists that stand at the root. */
export const LISTS: readonly List[] = listsOf(schema.getQueryType() as GraphQLObjectType);

/** The lists within those. */
export const NESTED = LISTS.flatMap((parents) => listsOf(parents.node).map((list) => ({ parents, list })));

/** The fields of `type` that have neither arguments nor fields of their own. */
export function leavesOf(type: GraphQLObjectType): string[] {
  const fields = Object.values(type.getFields());
  return fields.filter(({ args, type }) => !args.length && isLeafType(getNamedType(type))).map(({ name }) => name);
}

/** How what `field` of a filter is about is selected: `userId` as `user { id }`; undefined where no row shows it. */
export function selectionOf(type: GraphQLObjectType, field: string): string | undefined {
  if (leavesOf(type).includes(field)) return field;
  const reference = field.endsWith('Id') ? type.getFields()[field.slice(0, -2)] : undefined;
  const target = reference && getNamedType(reference.type);
  if (!isObjectType(target)) return undefined;
  const key = [field, 'id'].find((each) => target.getFields()[each]);
  return key && `${reference?.name} { ${key} }`;
}

/** What `node` says where `selectionOf` was selected. */
export function read(node: Readonly<Record<string, unknown>>, selection: string): unknown {
  const [name = '', , inner] = selection.split(' ');
  return inner ? (node[name] as Record<string, unknown> | null)?.[inner] : node[name];
}

/** A value of a filter's `type` that a row with `value` meets, and whether it is a span that begins there. */
export function filterValue(type: GraphQLInputType, value: unknown): { given: unknown; isSpan: boolean } {
  const kind = getNullableType(type);
  const range = isInputObjectType(kind) ? Object.keys(kind.getFields()) : [];
  if (range.includes('from')) return { given: { from: value }, isSpan: true };
  if (range.length) return { given: { min: value, max: value }, isSpan: false };
  return { given: isListType(kind) ? [value] : value, isSpan: false };
}
