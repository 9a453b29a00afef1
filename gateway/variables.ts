/**
 * Reads the variables of an operation as graphql-js does (GraphQL specification 6.1.2), with all that the operation alone
 * decides (types, defaults) worked out once. Whatever is wrong with a value is for graphql-js to say.
 */
import {
  coerceInputValue,
  type GraphQLInputType,
  type GraphQLSchema,
  getVariableValues,
  isInputType,
  isLeafType,
  isListType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';

type Values = Record<string, unknown>;

export type ReadVariables = (given: Readonly<Values>) => ReturnType<typeof getVariableValues>;

interface Variable {
  name: string;
  type: GraphQLInputType;
  /** Undefined where there is none. */
  defaultValue: unknown;
  read: (value: unknown) => unknown;
}

export function variableReader(schema: GraphQLSchema, definitions: readonly VariableDefinitionNode[]): ReadVariables {
  const variables = definitions.flatMap((definition) => variableOf(schema, definition) ?? []);
  const exactly: ReadVariables = (given) => getVariableValues(schema, definitions, given);
  if (variables.length < definitions.length) return exactly;

  return (given) => {
    const coerced: Values = {};
    try {
      for (const { name, type, defaultValue, read } of variables) {
        if (Object.hasOwn(given, name)) coerced[name] = read(given[name]);
        else if (defaultValue !== undefined) coerced[name] = defaultValue;
        else if (isNonNullType(type)) return exactly(given);
      }
    } catch {
      return exactly(given);
    }
    return { coerced };
  };
}

function variableOf(schema: GraphQLSchema, { variable, type: node, defaultValue }: VariableDefinitionNode) {
  const type = typeFromAST(schema, node as never);
  if (!isInputType(type)) return undefined;
  return {
    name: variable.name.value,
    type,
    defaultValue: defaultValue && valueFromAST(defaultValue, type),
    read: reading(type),
  } satisfies Variable;
}

/** Throws where the value is none of `type`. */
function reading(type: GraphQLInputType): (value: unknown) => unknown {
  if (isNonNullType(type)) {
    const read = reading(type.ofType);
    return (value) => (value == null ? refuse() : read(value));
  }
  if (isListType(type)) {
    const read = reading(type.ofType);
    return (value) => (value == null ? null : Array.isArray(value) ? value.map((item) => read(item)) : [read(value)]);
  }
  if (isLeafType(type)) {
    return (value) => {
      if (value == null) return null;
      const parsed = type.parseValue(value);
      return parsed === undefined ? refuse() : parsed;
    };
  }
  return (value) => coerceInputValue(value, type, refuse);
}

function refuse(): never {
  throw new TypeError('a value that its type does not take');
}
