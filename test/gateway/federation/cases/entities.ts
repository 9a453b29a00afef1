/** Entities: one key and several, nested and compound keys, stubs, the same entity on several paths, none at all. */
import { missing, type Supergraph, subgraph } from '../supergraph.ts';

const USERS = [
  { id: '1', email: 'ada@example.com', name: 'Ada' },
  { id: '2', email: 'grace@example.com', name: 'Grace' },
];

const accounts = subgraph(
  'accounts',
  `
  type Query { user(id: ID!): User, users: [User!]! }
  type User @key(fields: "id") @key(fields: "email") { id: ID!, email: String!, name: String!, nick: String }
  `,
  {
    Query: {
      user: (_: unknown, { id }: { id: string }) => USERS.find((user) => user.id === id),
      users: () => USERS,
    },
    User: {
      __resolveReference: (asked: { id?: string; email?: string }) =>
        USERS.find((user) => user.id === asked.id || user.email === asked.email) ?? null,
    },
  },
);

const BY_EMAIL: Record<string, string[]> = {
  'ada@example.com': ['notes', 'engines'],
  'grace@example.com': ['compilers'],
};

/** Knows users by their mail address alone. */
const posts = subgraph(
  'posts',
  `
  type Query { posts: [Post!]!, lost: Post }
  type Post { title: String!, author: User!, reviewer: User }
  type User @key(fields: "email") { email: String!, posts: [Post!]!, badge: String }
  `,
  {
    Query: {
      posts: () =>
        Object.entries(BY_EMAIL).flatMap(([email, titles]) =>
          titles.map((title) => ({ title, author: { email }, reviewer: { email: 'grace@example.com' } })),
        ),
      lost: () => ({ title: 'lost', author: { email: 'nobody' }, reviewer: { email: 'nobody' } }),
    },
    User: {
      posts: ({ email }: { email: string }) => (BY_EMAIL[email] ?? []).map((title) => ({ title, author: { email } })),
      badge: ({ email }: { email: string }) => `badge of ${email}`,
    },
  },
);

/** Knows users by their number; has the teams, whose key reaches into another object. */
const teams = subgraph(
  'teams',
  `
  type Query { team: Team, teams: [Team!]! }
  type Team @key(fields: "company { id } name") { company: Company!, name: String!, lead: User }
  type Company { id: ID! }
  type User @key(fields: "id", resolvable: false) { id: ID! }
  `,
  {
    Query: { team: () => TEAMS[0], teams: () => TEAMS },
  },
);

const TEAMS = [
  { company: { id: 'c1' }, name: 'red', lead: { id: '2' } },
  { company: { id: 'c2' }, name: 'red', lead: null },
];

const rooms = subgraph(
  'rooms',
  `
  type Team @key(fields: "company { id } name") { company: Company! @external, name: String! @external, room: Room }
  type Company { id: ID! @external }
  type Room @key(fields: "floor number") { floor: Int!, number: Int!, label: String! }
  `,
  {
    Team: {
      room: ({ company, name }: { company: { id: string }; name: string }) => ({
        floor: company.id === 'c1' ? 1 : 2,
        number: 7,
        label: `${name} at ${company.id}`,
      }),
    },
  },
);

/** Knows rooms by floor and number together. */
const cleaning = subgraph(
  'cleaning',
  `
  type Room @key(fields: "floor number") { floor: Int!, number: Int!, cleanedOn: String }
  `,
  {
    Room: {
      cleanedOn: ({ floor, number }: { floor: number; number: number }) => `day ${floor * 10 + number}`,
    },
  },
);

export const entities: Supergraph = {
  name: 'entities and keys',
  subgraphs: [accounts, posts, teams, rooms, cleaning],
  cases: [
    {
      name: 'the key that the other subgraph knows is fetched though nobody asked for it',
      document: '{ user(id: "1") { name posts { title } } }',
      answer: { data: { user: { name: 'Ada', posts: [{ title: 'notes' }, { title: 'engines' }] } } },
    },
    {
      name: 'a list, there and back again',
      document: '{ posts { author { name posts { author { id } } } title } }',
      answer: {
        data: {
          posts: [
            { author: { name: 'Ada', posts: [{ author: { id: '1' } }, { author: { id: '1' } }] }, title: 'notes' },
            { author: { name: 'Ada', posts: [{ author: { id: '1' } }, { author: { id: '1' } }] }, title: 'engines' },
            { author: { name: 'Grace', posts: [{ author: { id: '2' } }] }, title: 'compilers' },
          ],
        },
      },
    },
    {
      name: 'the same entity by two paths, with different selections',
      document: '{ posts { author { name } reviewer { id name badge } } users { name badge } }',
      answer: {
        data: {
          posts: [
            { author: { name: 'Ada' }, reviewer: { id: '2', name: 'Grace', badge: 'badge of grace@example.com' } },
            { author: { name: 'Ada' }, reviewer: { id: '2', name: 'Grace', badge: 'badge of grace@example.com' } },
            { author: { name: 'Grace' }, reviewer: { id: '2', name: 'Grace', badge: 'badge of grace@example.com' } },
          ],
          users: [
            { name: 'Ada', badge: 'badge of ada@example.com' },
            { name: 'Grace', badge: 'badge of grace@example.com' },
          ],
        },
      },
    },
    {
      name: 'a key inside another object, then a compound key',
      document: '{ teams { name company { id } room { label cleanedOn } } }',
      answer: {
        data: {
          teams: [
            { name: 'red', company: { id: 'c1' }, room: { label: 'red at c1', cleanedOn: 'day 17' } },
            { name: 'red', company: { id: 'c2' }, room: { label: 'red at c2', cleanedOn: 'day 27' } },
          ],
        },
      },
    },
    {
      name: 'from one key to another over a third subgraph, starting at a stub',
      document: '{ team { lead { posts { title } badge } } }',
      answer: {
        data: { team: { lead: { posts: [{ title: 'compilers' }], badge: 'badge of grace@example.com' } } },
      },
    },
    {
      name: 'null in place of an entity ends the walk',
      document: '{ teams { lead { name badge } } }',
      answer: {
        data: { teams: [{ lead: { name: 'Grace', badge: 'badge of grace@example.com' } }, { lead: null }] },
      },
    },
    {
      name: 'an entity that its subgraph does not know: null where the field may be null',
      document: '{ lost { reviewer { nick } } }',
      answer: { data: { lost: { reviewer: { nick: null } } } },
    },
    {
      name: 'an entity that its subgraph does not know: its parent is null where the field may not be',
      document: '{ lost { title reviewer { name } } }',
      answer: { data: { lost: { title: 'lost', reviewer: null } }, errors: [missing('lost', 'reviewer', 'name')] },
    },
    {
      name: 'an entity that its subgraph does not know, below a field that may not be null either',
      document: '{ lost { title author { name } } }',
      answer: { data: { lost: null }, errors: [missing('lost', 'author', 'name')] },
    },
    {
      name: 'a root entity that is not there',
      document: '{ user(id: "9") { name posts { title } } }',
      answer: { data: { user: null } },
    },
    {
      name: 'one subgraph is enough',
      document: '{ users { id name } }',
      answer: {
        data: {
          users: [
            { id: '1', name: 'Ada' },
            { id: '2', name: 'Grace' },
          ],
        },
      },
      shortCut: true,
    },
  ],
};
