import { type DocumentNode, type GraphQLSchema, getNamedType, Kind, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { SCALARS } from '../platform/scalars.ts';

/**
 * Writes a number that stands for an exact scalar as text: `2369.50` for a Decimal becomes `"2369.50"`. The planner
 * would read it as a double and write down another one.
 */
export function withExactLiterals(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const typeInfo = new TypeInfo(schema);
  const exact = ({ value }: { value: string }) => {
    const type = getNamedType(typeInfo.getInputType())?.name ?? '';
    return type in SCALARS && type !== 'JSON' ? { kind: Kind.STRING, value } : undefined;
  };
  return visit(document, visitWithTypeInfo(typeInfo, { IntValue: exact, FloatValue: exact }));
}
