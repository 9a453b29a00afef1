/**
 * Enums of the graph over texts of the database: `PAST_DUE` stands for `past_due`. No constraint enforces the values
 * that the dictionary lists (TB-11 and its like), and older rows spell them in any case, so a text that is not listed
 * comes out as `OTHER` where the enum has that value.
 */
import { type GraphQLEnumType, type GraphQLSchema, isEnumType } from 'graphql';

const OTHER = 'OTHER';

/**
 * What `OTHER` stands for in a filter: any text but these, which are the enum's own in lower case. A plain object,
 * because graphql-jit writes arguments down as literals.
 */
export interface OtherThan {
  otherThan: readonly string[];
}

export function isOtherThan(value: unknown): value is OtherThan {
  return typeof value === 'object' && value !== null && 'otherThan' in value;
}

/**
 * Lets the enums of `schema` stand for the texts of their columns: for their names in lower case, unless a resolver map
 * says otherwise (`{ PinType: { WORD_OF_LIFE: 'word-of-life' } }`). Enums named `...Order` stand for themselves.
 * Defaults of arguments were read before this: they must not be values of an enum that has texts.
 */
export function bindEnums(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isEnumType(type) && !type.name.startsWith('__') && !type.name.endsWith('Order')) bind(type);
  }
  return schema;
}

function bind(type: GraphQLEnumType): void {
  const names = new Map<string, string>();
  for (const each of type.getValues()) {
    if (each.value === each.name) each.value = each.name.toLowerCase();
    names.set(String(each.value).toLowerCase(), each.name);
  }
  const other = type.getValue(OTHER);
  if (other) {
    const otherThan = [...names.keys()].filter((text) => text !== OTHER.toLowerCase());
    other.value = { otherThan } satisfies OtherThan;
  }
  type.serialize = (text) => {
    const name = names.get(String(text).toLowerCase()) ?? other?.name;
    if (name === undefined) throw new TypeError(`"${text}" is no value of ${type.name}`);
    return name;
  };
}
