/** Selections: aliases, fields asked twice, fragments, `@skip` and `@include`, over the borders between subgraphs. */
import { type Supergraph, subgraph } from '../supergraph.ts';

const USERS = [
  { id: '1', name: 'Ada', tags: ['x', 'y'], extra: { deep: [1, { two: 2 }], n: null }, friends: ['2', '3'] },
  { id: '2', name: 'Grace', tags: [], extra: [1, 2], friends: ['1'] },
  { id: '3', name: 'Mary', tags: ['z'], extra: 'text', friends: [] },
];
type Row = (typeof USERS)[number];
const find = ({ id }: { id: string }) => USERS.find((user) => user.id === id);

const users = subgraph(
  'users',
  `
  scalar JSON
  type Query { user(id: ID!): User, users(first: Int): [User!]!, hello(name: String = "you"): String }
  type User @key(fields: "id") { id: ID!, name: String!, tags: [String!]!, extra: JSON, friends: [User!]!, grid: [[Int]] }
  `,
  {
    Query: {
      user: (_: unknown, asked: { id: string }) => find(asked),
      users: (_: unknown, { first }: { first?: number }) => USERS.slice(0, first ?? undefined),
      hello: (_: unknown, { name }: { name: string | null }) => `hello ${name}`,
    },
    User: {
      __resolveReference: find,
      friends: ({ friends }: Row) => friends.map((id) => find({ id })),
      grid: () => [[1, null], null, []],
    },
  },
);

const scores = subgraph(
  'scores',
  `
  type Query { top: User }
  type User @key(fields: "id") { id: ID!, score: Int!, games(won: Boolean): [Game!]! }
  type Game { against: User!, points: Int! }
  `,
  {
    Query: { top: () => ({ id: '2' }) },
    User: {
      score: ({ id }: Row) => 10 * Number(id),
      games: ({ id }: Row, { won }: { won?: boolean }) =>
        [
          { against: { id: id === '1' ? '2' : '1' }, points: 3 },
          { against: { id: '3' }, points: -1 },
        ].filter(({ points }) => won == null || points > 0 === won),
    },
  },
);

export const selections: Supergraph = {
  name: 'selections',
  subgraphs: [users, scores],
  cases: [
    {
      name: 'aliases on both sides of a border',
      document:
        '{ first: user(id: "1") { called: name points: score } second: user(id: "2") { name: score score: name } }',
      answer: {
        data: { first: { called: 'Ada', points: 10 }, second: { name: 20, score: 'Grace' } },
      },
    },
    {
      name: 'an alias that takes the name of the key',
      apolloDiffers: 'It answers with the key. A response key is the alias (GraphQL 6.3.2).',
      document: '{ users { id: name score } top { id: score name: id } }',
      answer: {
        data: {
          users: [
            { id: 'Ada', score: 10 },
            { id: 'Grace', score: 20 },
            { id: 'Mary', score: 30 },
          ],
          top: { id: 20, name: '2' },
        },
      },
    },
    {
      name: 'aliases that mean something elsewhere',
      document: `{
        a: user(id: "1") { __typename: name _entities: id constructor: score toString: id }
        _internal_qp_alias_0: top { _as_id: id id: score }
      }`,
      answer: {
        data: {
          a: { __typename: 'Ada', _entities: '1', constructor: 10, toString: '1' },
          _internal_qp_alias_0: { _as_id: '2', id: 20 },
        },
      },
      apolloDiffers: 'It takes these for its own names. A response key is the alias, whatever it is (GraphQL 6.3.2).',
    },
    {
      name: 'an object asked for twice',
      document: '{ user(id: "1") { name } user(id: "1") { score id } }',
      answer: { data: { user: { name: 'Ada', score: 10, id: '1' } } },
    },
    {
      name: 'a list asked for twice',
      document: '{ users { name } users { score friends { name } friends { score } } }',
      answer: {
        data: {
          users: [
            {
              name: 'Ada',
              score: 10,
              friends: [
                { name: 'Grace', score: 20 },
                { name: 'Mary', score: 30 },
              ],
            },
            { name: 'Grace', score: 20, friends: [{ name: 'Ada', score: 10 }] },
            { name: 'Mary', score: 30, friends: [] },
          ],
        },
      },
    },
    {
      name: 'a list asked for twice, one subgraph',
      document: '{ users { name } users { tags } ...More } fragment More on Query { users { id tags } }',
      answer: {
        data: {
          users: [
            { name: 'Ada', tags: ['x', 'y'], id: '1' },
            { name: 'Grace', tags: [], id: '2' },
            { name: 'Mary', tags: ['z'], id: '3' },
          ],
        },
      },
      shortCut: true,
    },
    {
      name: 'leaf lists, JSON and lists of lists asked for twice',
      document:
        '{ user(id: "1") { tags extra grid tags extra grid ...More score } } fragment More on User { tags extra grid }',
      answer: {
        data: {
          user: {
            tags: ['x', 'y'],
            extra: { deep: [1, { two: 2 }], n: null },
            grid: [[1, null], null, []],
            score: 10,
          },
        },
      },
    },
    {
      name: 'JSON of any shape',
      document: '{ users { extra } }',
      answer: {
        data: { users: [{ extra: { deep: [1, { two: 2 }], n: null } }, { extra: [1, 2] }, { extra: 'text' }] },
      },
      shortCut: true,
    },
    {
      name: 'the order of the document, not that of the fetches',
      document: '{ user(id: "3") { score name games { points against { score name } } id } hello top { name score } }',
      answer: {
        data: {
          user: {
            score: 30,
            name: 'Mary',
            games: [
              { points: 3, against: { score: 10, name: 'Ada' } },
              { points: -1, against: { score: 30, name: 'Mary' } },
            ],
            id: '3',
          },
          hello: 'hello you',
          top: { name: 'Grace', score: 20 },
        },
      },
    },
    {
      name: 'fragments within fragments',
      document: `
        query { user(id: "1") { ...A } top { ...A ...B } }
        fragment A on User { id ...B ... { tags } }
        fragment B on User { score ... on User { name } }`,
      answer: {
        data: {
          user: { id: '1', score: 10, name: 'Ada', tags: ['x', 'y'] },
          top: { id: '2', score: 20, name: 'Grace', tags: [] },
        },
      },
    },
    {
      name: 'one fragment under different conditions',
      document: `
        query($yes: Boolean!, $no: Boolean!) {
          user(id: "1") { ...A @include(if: $no) id }
          top { ...A @include(if: $yes) ... @skip(if: $yes) { tags } }
        }
        fragment A on User { name @skip(if: $no) score @include(if: $yes) }`,
      variables: { yes: true, no: false },
      answer: { data: { user: { id: '1' }, top: { name: 'Grace', score: 20 } } },
    },
    {
      name: 'skip and include on one field, and nested',
      document: `
        query($yes: Boolean!, $no: Boolean!) {
          a: top @skip(if: $no) @include(if: $yes) { name }
          b: top @skip(if: $yes) @include(if: $yes) { name }
          c: top @skip(if: $no) @include(if: $no) { name }
          d: top @include(if: $yes) { ... @include(if: $yes) { ... @include(if: $no) { name } score } }
          e: top @skip(if: true) { name }
          f: top @include(if: true) { score @skip(if: false) }
        }`,
      variables: { yes: true, no: false },
      answer: { data: { a: { name: 'Grace' }, d: { score: 20 }, f: { score: 20 } } },
    },
    {
      name: 'the same field, once with a condition that fails and once without',
      document: `
        query($no: Boolean = false) {
          user(id: "2") { name @include(if: $no) score @include(if: $no) name games @include(if: $no) { points } games { against { id } } }
        }`,
      answer: {
        data: { user: { name: 'Grace', games: [{ against: { id: '1' } }, { against: { id: '3' } }] } },
      },
    },
    {
      name: 'aliases that every object inherits',
      document: `{
        __proto__: user(id: "1") { constructor: name __proto__: score toString: id }
        constructor: top { __proto__: name }
        b: hello
      }`,
      answer: {
        data: {
          ['__proto__']: { constructor: 'Ada', ['__proto__']: 10, toString: '1' },
          constructor: { ['__proto__']: 'Grace' },
          b: 'hello you',
        },
      },
    },
    {
      name: 'such aliases between introspection',
      document: '{ __proto__: __typename constructor: hello valueOf: __type(name: "Game") { __proto__: name } }',
      answer: {
        data: { ['__proto__']: 'Query', constructor: 'hello you', valueOf: { ['__proto__']: 'Game' } },
      },
    },
    {
      name: 'everything is skipped',
      document: 'query($no: Boolean!) { user(id: "1") @include(if: $no) { name score } }',
      variables: { no: false },
      answer: { data: {} },
    },
    {
      name: 'everything within an object is skipped',
      document: 'query($no: Boolean!) { user(id: "1") { name @include(if: $no) score @include(if: $no) } }',
      variables: { no: false },
      answer: { data: { user: {} } },
    },
    {
      name: 'everything within an object is skipped, one subgraph',
      document: 'query($no: Boolean!) { users { name @include(if: $no) ... @include(if: $no) { tags } } }',
      variables: { no: false },
      answer: { data: { users: [{}, {}, {}] } },
    },
    {
      name: 'a second subgraph only if asked',
      document:
        'query($with: Boolean!) { users(first: 1) { name ... @include(if: $with) { score games(won: true) { points } } } }',
      variables: { with: true },
      answer: { data: { users: [{ name: 'Ada', score: 10, games: [{ points: 3 }] }] } },
    },
    {
      name: 'a second subgraph not asked',
      document:
        'query($with: Boolean!) { users(first: 1) { name ... @include(if: $with) { score games(won: true) { points } } } }',
      variables: { with: false },
      answer: { data: { users: [{ name: 'Ada' }] } },
    },
    {
      name: 'one subgraph, a key with a condition between other keys',
      document:
        'query($no: Boolean!) { users(first: 1) { id name @skip(if: $no) tags } hello @include(if: $no) greet: hello }',
      variables: { no: false },
      answer: { data: { users: [{ id: '1', name: 'Ada', tags: ['x', 'y'] }], greet: 'hello you' } },
      shortCut: true,
    },
    {
      name: 'the type of the root, everywhere',
      document: '{ __typename hello ... { root: __typename } top { __typename friends { __typename } } }',
      answer: {
        data: {
          __typename: 'Query',
          hello: 'hello you',
          root: 'Query',
          top: { __typename: 'User', friends: [{ __typename: 'User' }] },
        },
      },
    },
    {
      name: 'the type of the root, one subgraph',
      document: '{ hello __typename ...Root } fragment Root on Query { again: __typename }',
      answer: { data: { hello: 'hello you', __typename: 'Query', again: 'Query' } },
      shortCut: true,
    },
    {
      name: 'an argument that is null, absent, or the default',
      document: '{ a: hello(name: null) b: hello c: hello(name: "you") }',
      answer: { data: { a: 'hello null', b: 'hello you', c: 'hello you' } },
      shortCut: true,
    },
    {
      name: 'text with everything in it',
      document: String.raw`{ a: hello(name: "\"\\\n\u00e9 \u2028 $x {") b: hello(name: """block "quoted" text""") }`,
      answer: { data: { a: 'hello "\\\n\u00e9 \u2028 $x {', b: 'hello block "quoted" text' } },
      shortCut: true,
    },
  ],
};
