/** The small made-up supergraphs of this suite, and the cases that are asked of them. */
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { type ComposedSubgraph, composeSupergraph } from '../../../gateway/supergraph.ts';
import { unauthenticated } from '../../../platform/errors.ts';
import { SCALARS } from '../../../platform/scalars.ts';
import type { RequestScope, Subgraph } from '../../../platform/subgraph.ts';

// biome-ignore lint/suspicious/noExplicitAny: made-up data, checked by the expected answers
export type Resolvers = Record<string, any>;

export type TinySubgraph = Subgraph & ComposedSubgraph;

export interface ExpectedError {
  message: string;
  path?: readonly (string | number)[];
  code: string;
}

export interface ExpectedAnswer {
  /** Absent where the request is refused before it is executed. */
  data?: Record<string, unknown> | null;
  errors?: readonly ExpectedError[];
}

export interface Case {
  name: string;
  document: string;
  variables?: Record<string, unknown>;
  operationName?: string;
  /** Worked out by hand from the specifications, keys in the order of the document (GraphQL specification 7.2.2). */
  answer?: ExpectedAnswer;
  /** In place of `answer`: what a subscription sends. */
  events?: readonly ExpectedAnswer[];
  /** Whether the single-fetch path may answer; checked where given. */
  shortCut?: boolean;
  /** Why @apollo/gateway answers otherwise and is wrong. Not for subscriptions, which it does not know. */
  apolloDiffers?: string;
  /** What the planner gets wrong here. Such a case has to fail; once it does not, this line can go. */
  plannerFault?: string;
  /** Puts the made-up data back before each run. */
  reset?: () => void;
}

export interface Supergraph {
  name: string;
  subgraphs: readonly TinySubgraph[];
  cases: readonly Case[];
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@external", "@requires", "@provides", "@shareable", "@override", "@inaccessible", "@interfaceObject"
])\n`;

/** A subgraph that answers whoever has a scope, with its resolvers' data. Scalars of the platform come by their name. */
export function subgraph(name: string, sdl: string, resolvers: Resolvers): TinySubgraph {
  const typeDefs = parse(LINK + sdl);
  const scalars = Object.fromEntries(
    Object.entries(SCALARS).filter(([scalar]) => new RegExp(`scalar ${scalar}\\b`).test(sdl)),
  );
  return {
    name,
    typeDefs,
    schema: buildSubgraphSchema([{ typeDefs, resolvers: { ...scalars, ...resolvers } }]),
    createContext(scope: RequestScope | undefined) {
      if (!scope?.viewer) throw unauthenticated('This subgraph answers the gateway only.');
      return { requestId: scope.requestId };
    },
    prepare: async () => {},
    startBackground: async () => undefined,
  };
}

export function compose({ subgraphs }: Supergraph): string {
  return composeSupergraph(subgraphs);
}

/** What a caller sees of a resolver that threw by accident. */
export function masked(...path: (string | number)[]): ExpectedError {
  return {
    message: 'Something went wrong on our side. Give support the request id.',
    path,
    code: 'INTERNAL_SERVER_ERROR',
  };
}

/** What a caller sees where a field that cannot be null got no value from anywhere, and nobody reported why. */
export function missing(...path: (string | number)[]): ExpectedError {
  return { message: 'A field that cannot be null has no value.', path, code: 'DOWNSTREAM_SERVICE_ERROR' };
}
