/** What is selected of a type to see as much as can be seen through it, and what an answer then shows. */
import {
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

const isExternal = ({ astNode }: GraphQLField<unknown, unknown>): boolean =>
  astNode?.directives?.some(({ name }) => name.value === 'external') ?? false;

/** The field that tells one row of `type` from another. */
export function identifierOf(type: GraphQLObjectType): string | undefined {
  return ['id', 'symbol', 'tier', 'langCode', 'day', 'key', 'email'].find((name) => type.getFields()[name]);
}

/** All that has no required argument, `depth` references deep; `first` rows of each list on the way. */
export function everything(type: GraphQLObjectType, depth: number, first = 5): string {
  const parts = Object.values(type.getFields()).flatMap((field) => {
    if (isExternal(field) || field.args.some(isRequiredArgument)) return [];
    const of = getNamedType(field.type);
    if (isLeafType(of)) return [field.name];
    if (!isObjectType(of)) return [];
    if (!of.name.endsWith('Connection')) {
      const isPart = !identifierOf(of); // of the same row
      return isPart || depth > 0 ? [`${field.name} { ${everything(of, isPart ? 0 : depth - 1, first)} }`] : [];
    }
    const node = getNamedType(of.getFields().nodes?.type);
    if (depth === 0 || !isObjectType(node)) return [];
    return [`${field.name}(first: ${first}) { totalCount nodes { ${everything(node, depth - 1, first)} } }`];
  });
  return ['__typename', ...parts].join(' ');
}

/** Every row within `answer`, as `type identifier`. */
export function rowsIn(answer: unknown, identifiers: ReadonlyMap<string, string>): { type: string; id: string }[] {
  if (Array.isArray(answer)) return answer.flatMap((each) => rowsIn(each, identifiers));
  if (typeof answer !== 'object' || answer === null) return [];
  const within = Object.values(answer).flatMap((each) => rowsIn(each, identifiers));
  const { __typename: type } = answer as { __typename?: unknown };
  const identifier = typeof type === 'string' ? identifiers.get(type) : undefined;
  if (identifier === undefined) return within;
  return [{ type: String(type), id: String((answer as Record<string, unknown>)[identifier]) }, ...within];
}

/** Pages within `answer` that are not full and yet are said to be a part of more: what is not shown is not counted. */
export function miscounted(answer: unknown, first: number): unknown[] {
  if (Array.isArray(answer)) return answer.flatMap((each) => miscounted(each, first));
  if (typeof answer !== 'object' || answer === null) return [];
  const within = Object.values(answer).flatMap((each) => miscounted(each, first));
  const { nodes, totalCount } = answer as { nodes?: unknown[]; totalCount?: number };
  if (!nodes || totalCount === undefined) return within;
  return nodes.length === Math.min(first, totalCount) ? within : [answer, ...within];
}
