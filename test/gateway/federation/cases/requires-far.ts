/** `@requires` where the planner fails at first: behind an entity of the same subgraph, and behind another key. */
import { type Supergraph, subgraph } from '../supergraph.ts';

const KEYS: Record<string, { id: string; tier: string | null }> = {
  k1: { id: 'k1', tier: 'pro' },
  k2: { id: 'k2', tier: null },
};
const ADA = { id: 'u1', email: 'ada@example.com', name: 'Ada' };

const accounts = subgraph(
  'accounts',
  `
  type Query { key(id: ID!): Key, keys: [Key!]! }
  type Key @key(fields: "id") { id: ID!, tier: String }
  type User @key(fields: "id") @key(fields: "email") { id: ID!, email: String!, name: String }
  `,
  {
    Query: { key: (_: unknown, { id }: { id: string }) => KEYS[id], keys: () => Object.values(KEYS) },
    Key: { __resolveReference: ({ id }: { id: string }) => KEYS[id] },
    User: {
      __resolveReference: (told: { id?: string; email?: string }) =>
        told.id === ADA.id || told.email === ADA.email ? ADA : null,
    },
  },
);

interface KeyReference {
  id: string;
  tier: string | null;
}

const billing = subgraph(
  'billing',
  `
  enum Pace { SLOW, FAST }
  type Key @key(fields: "id") {
    id: ID!
    tier: String @external
    plan(upper: Boolean = false): Plan @requires(fields: "tier")
    pace: Pace @requires(fields: "tier")
    payments: [Payment!]
  }
  type Payment { cents: Int!, key: Key, by: User }
  type Plan @key(fields: "name") { name: String!, of: Key, pace: Pace }
  type User @key(fields: "id") {
    id: ID!
    email: String! @external
    letters: Int @requires(fields: "email")
    payments: [Payment!]
  }
  `,
  {
    Key: {
      plan: ({ id, tier }: KeyReference, { upper }: { upper: boolean }) =>
        tier && {
          name: upper ? tier.toUpperCase() : tier,
          of: { id },
          pace: 'FAST',
          payment: { cents: 7, key: { id } },
        },
      pace: ({ tier }: KeyReference) => (tier ? 'FAST' : 'SLOW'),
      payments: ({ id }: KeyReference) => [{ cents: 5, key: { id: id === 'k1' ? 'k2' : 'k1' }, by: { id: ADA.id } }],
    },
    Plan: { __resolveReference: ({ name }: { name: string }) => ({ name, of: { id: 'k1' }, pace: 'FAST' }) },
    User: {
      letters: ({ email }: { email: string }) => email.length,
      payments: () => [{ cents: 9, key: { id: 'k1' } }],
    },
  },
);

const orders = subgraph(
  'orders',
  `
  type Query { order: Order }
  type Order { customer: User }
  type User @key(fields: "email") { email: String! }
  `,
  { Query: { order: () => ({ customer: { email: ADA.email } }) } },
);

export const requiresFar: Supergraph = {
  name: '@requires from afar',
  subgraphs: [accounts, billing, orders],
  cases: [
    {
      name: 'an object that the subgraph itself led to',
      document: '{ key(id: "k2") { payments { cents key { plan { name } pace } } } }',
      answer: { data: { key: { payments: [{ cents: 5, key: { plan: { name: 'pro' }, pace: 'FAST' } }] } } },
    },
    {
      name: 'nothing is known of what is required',
      document: '{ key(id: "k1") { payments { key { id plan { name } pace } } } }',
      answer: { data: { key: { payments: [{ key: { id: 'k2', plan: null, pace: 'SLOW' } }] } } },
    },
    {
      name: 'at both ends, under names of keys and of what is required',
      document: `query ($upper: Boolean!) {
        key(id: "k1") { tier: id plan(upper: $upper) { name } payments { id: key { tier: pace plan { tier: name } } } }
      }`,
      variables: { upper: true },
      apolloDiffers: 'it takes what is under the name of a required field for that field',
      answer: {
        data: { key: { tier: 'k1', plan: { name: 'PRO' }, payments: [{ id: { tier: 'SLOW', plan: null } }] } },
      },
    },
    {
      name: 'and back again',
      document: '{ keys { payments { key { plan { pace of { tier plan { name } } } } } } }',
      answer: {
        data: {
          keys: [
            { payments: [{ key: { plan: null } }] },
            {
              payments: [
                {
                  key: {
                    plan: { pace: 'FAST', of: { tier: 'pro', plan: { name: 'pro' } } },
                  },
                },
              ],
            },
          ],
        },
      },
    },
    {
      name: 'a user who was found by another key, which is what is required',
      document: '{ order { customer { letters } } }',
      answer: { data: { order: { customer: { letters: 15 } } } },
    },
    {
      name: 'that user, and what lies behind',
      document: '{ order { customer { name letters payments { key { plan { name } } } } } }',
      answer: {
        data: { order: { customer: { name: 'Ada', letters: 15, payments: [{ key: { plan: { name: 'pro' } } }] } } },
      },
    },
  ],
};
