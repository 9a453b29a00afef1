import { type GraphQLSchema, isAbstractType } from 'graphql';

/** Type conditions as sets of names, each made once. */
export interface TypeNames {
  /** The names themselves and those of all types that implement, or are a member of, one of them. */
  within(conditions: readonly string[]): ReadonlySet<string>;
}

/** `schema` is the unified one: a plan also names what is hidden. */
export function typeNames(schema: GraphQLSchema): TypeNames {
  const known = new Map<string, ReadonlySet<string>>();

  function withinOne(condition: string): ReadonlySet<string> {
    let names = known.get(condition);
    if (!names) {
      const type = schema.getType(condition);
      const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
      names = new Set([condition, ...possible.map(({ name }) => name)]);
      known.set(condition, names);
    }
    return names;
  }

  return {
    within: ([only = '', ...others]) =>
      others.length ? new Set([only, ...others].flatMap((each) => [...withinOne(each)])) : withinOne(only),
  };
}
