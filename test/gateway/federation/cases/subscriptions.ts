/** Subscriptions: events with a hop to another subgraph, a failure in between, arguments, aliases, refusals. */
import { GraphQLError } from 'graphql';
import { masked, missing, type Supergraph, subgraph } from '../supergraph.ts';

async function* count(to: number): AsyncGenerator<number> {
  for (let n = 1; n <= to; n++) yield n;
}

async function* map<T, U>(source: AsyncIterable<T>, to: (item: T) => U): AsyncGenerator<U> {
  for await (const item of source) yield to(item);
}

const prices = subgraph(
  'prices',
  `
  type Query { asset(id: ID!): Asset }
  type Subscription {
    prices(to: Int! = 2, of: Kind): Price
    assets(to: Int!): Asset!
    maybe(to: Int!): Asset
    shaky(to: Int!): Int!
    refused: Int
    broken: Int
  }
  enum Kind { SPOT, FUTURE }
  type Price { n: Int!, kind: Kind, asset: Asset! }
  type Asset @key(fields: "id") { id: ID! }
  `,
  {
    Query: { asset: (_: unknown, { id }: { id: string }) => ({ id }) },
    Subscription: {
      prices: {
        subscribe: (_: unknown, { to, of }: { to: number; of?: string }) =>
          map(count(to), (n) => ({ prices: { n, kind: of, asset: { id: String(n) } } })),
      },
      assets: {
        subscribe: (_: unknown, { to }: { to: number }) => map(count(to), (n) => ({ assets: { id: String(n) } })),
      },
      maybe: {
        subscribe: (_: unknown, { to }: { to: number }) =>
          map(count(to), (n) => ({ maybe: n === 2 ? null : { id: String(n) } })),
      },
      shaky: {
        subscribe: (_: unknown, { to }: { to: number }) => count(to),
        resolve: (n: number) => {
          if (n === 2) throw new Error('sesame');
          return n;
        },
      },
      refused: {
        subscribe: () => {
          throw new GraphQLError('Not for you.', { extensions: { code: 'FORBIDDEN' } });
        },
      },
      broken: {
        subscribe: () => {
          throw new Error('sesame');
        },
      },
    },
  },
);

const names = subgraph(
  'names',
  `
  type Asset @key(fields: "id") { id: ID!, name: String!, rank: Int, tags: [String!] }
  `,
  {
    Asset: {
      __resolveReference: ({ id }: { id: string }) => (id === '4' ? null : { id }),
      name: ({ id }: { id: string }) => {
        if (id === '2') throw new Error('sesame');
        return `name ${id}`;
      },
      rank: ({ id }: { id: string }) => {
        if (id === '2') throw new Error('sesame');
        return Number(id);
      },
      tags: () => ['a', 'b'],
    },
  },
);

export const subscriptions: Supergraph = {
  name: 'subscriptions',
  subgraphs: [prices, names],
  cases: [
    {
      name: 'events of one subgraph',
      document: 'subscription($of: Kind) { prices(of: $of) { n kind } }',
      variables: { of: 'FUTURE' },
      events: [{ data: { prices: { n: 1, kind: 'FUTURE' } } }, { data: { prices: { n: 2, kind: 'FUTURE' } } }],
    },
    {
      name: 'each event goes on to another subgraph; one fails there, the next is clean',
      document: 'subscription { p: prices(to: 3) { asset { rank id tags tags } n } }',
      events: [
        { data: { p: { asset: { rank: 1, id: '1', tags: ['a', 'b'] }, n: 1 } } },
        {
          data: { p: { asset: { rank: null, id: '2', tags: ['a', 'b'] }, n: 2 } },
          errors: [masked('p', 'asset', 'rank')],
        },
        { data: { p: { asset: { rank: 3, id: '3', tags: ['a', 'b'] }, n: 3 } } },
      ],
    },
    {
      name: 'null reaches as far as it must in one event, and leaves no trace in the next',
      document: 'subscription { prices(to: 4) { n asset { name } } }',
      events: [
        { data: { prices: { n: 1, asset: { name: 'name 1' } } } },
        { data: { prices: null }, errors: [masked('prices', 'asset', 'name')] },
        { data: { prices: { n: 3, asset: { name: 'name 3' } } } },
        { data: { prices: null }, errors: [missing('prices', 'asset', 'name')] },
      ],
    },
    {
      name: 'null up to the root in one event',
      document: 'subscription { assets(to: 3) { id: name } }',
      events: [
        { data: { assets: { id: 'name 1' } } },
        { data: null, errors: [masked('assets', 'id')] },
        { data: { assets: { id: 'name 3' } } },
      ],
    },
    {
      name: 'an event that is null',
      document: 'subscription { maybe(to: 3) { id rank } }',
      events: [
        { data: { maybe: { id: '1', rank: 1 } } },
        { data: { maybe: null } },
        { data: { maybe: { id: '3', rank: 3 } } },
      ],
    },
    {
      name: 'an event that its own subgraph cannot answer shows nothing of the one before',
      document: 'subscription { shaky(to: 3) }',
      events: [{ data: { shaky: 1 } }, { data: null, errors: [masked('shaky')] }, { data: { shaky: 3 } }],
    },
    {
      name: 'conditions and fragments',
      document: `
        subscription($with: Boolean!) { ...Prices }
        fragment Prices on Subscription { prices { n @skip(if: $with) asset { ...A @include(if: $with) } } }
        fragment A on Asset { id tags }`,
      variables: { with: true },
      events: [
        { data: { prices: { asset: { id: '1', tags: ['a', 'b'] } } } },
        { data: { prices: { asset: { id: '2', tags: ['a', 'b'] } } } },
      ],
    },
    {
      name: 'no events at all',
      document: 'subscription { prices(to: 0) { n asset { name } } }',
      events: [],
    },
    {
      name: 'a bad variable',
      document: 'subscription($of: Kind) { prices(of: $of) { n asset { name } } }',
      variables: { of: 'NEVER' },
      answer: {
        errors: [
          {
            message: 'Variable "$of" got invalid value "NEVER"; Value "NEVER" does not exist in "Kind" enum.',
            code: 'BAD_USER_INPUT',
          },
        ],
      },
    },
    {
      name: 'a subscription that its subgraph refuses',
      document: 'subscription { refused }',
      answer: { errors: [{ message: 'Not for you.', path: ['refused'], code: 'FORBIDDEN' }] },
    },
    {
      name: 'a subscription that fails to start',
      document: 'subscription { broken }',
      answer: { errors: [masked('broken')] },
    },
  ],
};
