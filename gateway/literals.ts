import { type DocumentNode, type GraphQLSchema, getNamedType, Kind, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { SCALARS } from '../platform/scalars.ts';

/** Whose literals may be numbers, and stand for text. */
const TEXTS: ReadonlySet<string> = new Set(['ID', ...Object.keys(SCALARS).filter((name) => name !== 'JSON')]);

/**
 * Writes a number that stands for text as text: `2369.50` for a Decimal becomes `"2369.50"`. The planner would read it
 * as a double and write down another one, or refuse a whole number of more than 64 bits.
 */
export function withExactLiterals(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const typeInfo = new TypeInfo(schema);
  const exact = ({ value }: { value: string }) =>
    TEXTS.has(getNamedType(typeInfo.getInputType())?.name ?? '') ? { kind: Kind.STRING, value } : undefined;
  return visit(document, visitWithTypeInfo(typeInfo, { IntValue: exact, FloatValue: exact }));
}
