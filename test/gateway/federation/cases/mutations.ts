/** Mutations: one after the other, over borders, with entities in what they return. */
import { GraphQLError } from 'graphql';
import { masked, type Supergraph, subgraph } from '../supergraph.ts';

let journal: string[] = [];
const reset = () => {
  journal = [];
};
/** Writes down when it began and when it ended, with a pause between that lets a neighbour overtake. */
async function act(what: string): Promise<string> {
  journal.push(`+${what}`);
  await new Promise(setImmediate);
  journal.push(`-${what}`);
  return what;
}

const orders = subgraph(
  'orders',
  `
  type Query { journal: [String!]! }
  type Mutation {
    order(what: String!, input: OrderInput): OrderPayload!
    cancel(what: String!): String
    fails: Order!
    refused: Order
  }
  input OrderInput { amount: Int! = 1, notes: [String!] }
  type OrderPayload { order: Order, userErrors: [UserError!]! }
  type UserError { code: String!, field: [String!], message: String! }
  type Order @key(fields: "id") { id: ID!, amount: Int, after: [String!]! }
  `,
  {
    Query: { journal: () => journal },
    Mutation: {
      order: async (_: unknown, { what, input }: { what: string; input?: { amount: number } }) =>
        what === ''
          ? { order: null, userErrors: [{ code: 'EMPTY', field: ['what'], message: 'Say what.' }] }
          : { order: { id: await act(what), amount: input?.amount }, userErrors: [] },
      cancel: (_: unknown, { what }: { what: string }) => act(what),
      fails: () => {
        throw new Error('sesame');
      },
      refused: () => {
        throw new GraphQLError('Sold out.', { extensions: { code: 'FORBIDDEN' } });
      },
    },
    Order: { after: () => [...journal] },
  },
);

const shipping = subgraph(
  'shipping',
  `
  type Mutation { ship(what: String!): Order }
  type Order @key(fields: "id") { id: ID!, parcel: String! }
  `,
  {
    Mutation: { ship: async (_: unknown, { what }: { what: string }) => ({ id: await act(what) }) },
    Order: { parcel: ({ id }: { id: string }) => `parcel of ${id}` },
  },
);

export const mutations: Supergraph = {
  name: 'mutations',
  subgraphs: [orders, shipping],
  cases: [
    {
      name: 'within a subgraph, one after the other',
      document: 'mutation { a: cancel(what: "a") b: order(what: "b") { order { after } } c: cancel(what: "c") }',
      reset,
      answer: { data: { a: 'a', b: { order: { after: ['+a', '-a', '+b', '-b'] } }, c: 'c' } },
      shortCut: false,
    },
    {
      name: 'across subgraphs, one after the other',
      document: `mutation {
        a: cancel(what: "a")
        b: ship(what: "b") { after parcel }
        c: order(what: "c") { order { after parcel } }
        d: ship(what: "d") { id after }
      }`,
      reset,
      answer: {
        data: {
          a: 'a',
          b: { after: ['+a', '-a', '+b', '-b'], parcel: 'parcel of b' },
          c: { order: { after: ['+a', '-a', '+b', '-b', '+c', '-c'], parcel: 'parcel of c' } },
          d: { id: 'd', after: ['+a', '-a', '+b', '-b', '+c', '-c', '+d', '-d'] },
        },
      },
    },
    {
      name: 'a business refusal is data',
      document: `mutation($what: String!, $input: OrderInput) {
        order(what: $what, input: $input) { order { id parcel } userErrors { code field message } }
      }`,
      variables: { what: '' },
      reset,
      answer: {
        data: { order: { order: null, userErrors: [{ code: 'EMPTY', field: ['what'], message: 'Say what.' }] } },
      },
    },
    {
      name: 'an input with a default, and the entity goes on to another subgraph',
      document: `mutation($what: String!, $input: OrderInput) {
        order(what: $what, input: $input) { order { id amount parcel } userErrors { code } }
      }`,
      variables: { what: 'x', input: { notes: ['n'] } },
      reset,
      answer: { data: { order: { order: { id: 'x', amount: 1, parcel: 'parcel of x' }, userErrors: [] } } },
    },
    {
      name: 'one fails, those after it still run',
      document: 'mutation { a: cancel(what: "a") refused { id } b: order(what: "b") { order { after } } }',
      reset,
      answer: {
        data: { a: 'a', refused: null, b: { order: { after: ['+a', '-a', '+b', '-b'] } } },
        errors: [{ message: 'Sold out.', path: ['refused'], code: 'FORBIDDEN' }],
      },
    },
    {
      name: 'one that may not be null fails',
      document: 'mutation { a: cancel(what: "a") fails { id } }',
      reset,
      answer: { data: null, errors: [masked('fails')] },
    },
    {
      name: 'skipped and included',
      document:
        'mutation($no: Boolean!) { a: cancel(what: "a") @include(if: $no) b: order(what: "b") { order { after } } }',
      variables: { no: false },
      reset,
      answer: { data: { b: { order: { after: ['+b', '-b'] } } } },
    },
    {
      name: 'aliases that every object inherits',
      document: 'mutation { __proto__: cancel(what: "a") constructor: cancel(what: "b") }',
      reset,
      answer: { data: { ['__proto__']: 'a', constructor: 'b' } },
    },
    {
      name: 'the name of the root',
      document: 'mutation { __typename a: cancel(what: "a") }',
      reset,
      answer: { data: { __typename: 'Mutation', a: 'a' } },
    },
  ],
};
