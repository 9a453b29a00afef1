/**
 * codegen makes every resolver optional, so a forgotten one compiles and answers null. `Complete` requires exactly the
 * fields that the row cannot answer by itself.
 *
 *     export const resolvers: Complete<Resolvers, ResolversParentTypes> = { ... };
 */
import type { GraphQLScalarType } from 'graphql';

/** What an entity of another subgraph is here: its key. */
export interface Ref {
  id: string;
}

export type Complete<Resolvers, Parents> = Resolvers & {
  [Type in keyof Resolvers & keyof Parents as NeedsResolvers<
    NonNullable<Resolvers[Type]>,
    Parents[Type],
    Type
  >]-?: Required<Pick<NonNullable<Resolvers[Type]>, Unanswered<NonNullable<Resolvers[Type]>, Parents[Type]>>>;
};

type NeedsResolvers<Fields, Parent, Type> = Fields extends GraphQLScalarType
  ? never
  : [Unanswered<Fields, Parent>] extends [never]
    ? never
    : Type;

type Unanswered<Fields, Parent> = {
  [Field in keyof Fields]-?: true extends Answers<Parent, Field, NonNullable<Fields[Field]>> ? never : Field;
}[keyof Fields];

/** A reference that is all there is to know of an entity, as with another subgraph's, needs no resolving. */
type Answers<Parent, Field, Resolve> = Field extends '__resolveReference'
  ? Resolve extends (reference: infer Reference, ...rest: never[]) => unknown
    ? Reference extends Parent
      ? true
      : false
    : false
  : string extends keyof Parent // the root types stand on no row
    ? false
    : Field extends keyof Parent
      ? Resolve extends (...input: never[]) => infer Result
        ? Exclude<Parent[Field], undefined> extends Result
          ? true
          : false
        : false
      : false;
