/** Checked by `npm run types` alone: what `Complete` demands and what it leaves to the row. */
import type { GraphQLScalarType } from 'graphql';
import type { Complete } from '../../platform/resolvers.ts';

type Field<Result, Parent> = (parent: Parent, args: object, context: object, info: object) => Result | Promise<Result>;
type Reference<Result, Of> = (reference: Of, context: object, info: object) => Result | Promise<Result>;
type Root = Record<PropertyKey, never>;

interface Row {
  id: number;
  name: string | null;
}
interface Stub {
  id: string;
}

interface Parents {
  Query: Root;
  Thing: Row;
  Elsewhere: Stub;
  Plain: { name?: string | null };
  JSON: unknown;
}

interface Resolvers {
  Query?: { thing?: Field<Row | null, Root> };
  Thing?: {
    __resolveReference?: Reference<Row | null, { __typename: 'Thing'; id: string }>;
    id?: Field<string, Row>;
    name?: Field<string | null, Row>;
    size?: Field<number | null, Row>;
  };
  Elsewhere?: {
    __resolveReference?: Reference<Stub | null, { __typename: 'Elsewhere'; id: string }>;
    id?: Field<string, Stub>;
    things?: Field<Row[], Stub>;
  };
  Plain?: { name?: Field<string | null, { name?: string | null }> };
  JSON?: GraphQLScalarType;
}

const Query = { thing: () => null };
const Thing = { __resolveReference: () => null, id: (row: Row) => String(row.id), size: () => 1 };
const Unreferenced = { id: Thing.id, size: Thing.size };
const Elsewhere = { things: () => [] };

export const enough: Complete<Resolvers, Parents> = { Query, Thing, Elsewhere };
// @ts-expect-error a root field stands on no row
export const withoutRootField: Complete<Resolvers, Parents> = { Query: {}, Thing, Elsewhere };
// @ts-expect-error the whole type is forgotten
export const withoutType: Complete<Resolvers, Parents> = { Query, Elsewhere };
// @ts-expect-error `size` is not in the row
export const withoutField: Complete<Resolvers, Parents> = { Query, Thing: { ...Thing, size: undefined }, Elsewhere };
// @ts-expect-error `id` is a number in the row
export const withoutConversion: Complete<Resolvers, Parents> = { Query, Thing: { ...Thing, id: undefined }, Elsewhere };
// @ts-expect-error a reference is not the row
export const withoutReference: Complete<Resolvers, Parents> = { Query, Thing: Unreferenced, Elsewhere };
