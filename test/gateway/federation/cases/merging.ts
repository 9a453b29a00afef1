/** What several fetches know of one object, put together: nested lists, rewritten keys, entities at many places. */
import { masked, type Supergraph, subgraph } from '../supergraph.ts';

const JSON_WITH_TRAPS = JSON.parse('{ "__proto__": { "a": 1 }, "constructor": [[{ "__typename": "Cell", "b": 2 }]] }');
const fail = () => {
  throw new Error('sesame');
};

const teams = subgraph(
  'teams',
  `
  scalar JSON
  type Query { team: Team, teams: [Team!]!, things: [Thing!]!, price(cur: String): Int }
  type Team @key(fields: "id") {
    id: ID!
    boss: Person
    members: [Person]!
    grid: [[Cell!]]! @shareable
    box: Box @shareable
    extra: JSON
    constructor: String
    price(cur: String): Int
    label: String
  }
  type Cell { a: Int }
  type Box { left: Int, lid: Lid @shareable }
  type Lid { colour: String @shareable }
  type Person @key(fields: "id") { id: ID! }
  union Thing = Team | Robot
  type Robot @shareable { label: String!, motto: String }
  `,
  {
    Query: {
      team: () => ({ id: 't1' }),
      teams: () => [{ id: 't1' }, { id: 't2' }],
      things: () => [
        { __typename: 'Team', id: 't1' },
        { __typename: 'Robot', label: 'R', motto: 'no' },
      ],
    },
    Team: {
      boss: () => ({ id: '1' }),
      members: () => [{ id: '1' }, { id: '2' }, null, { id: '1' }],
      grid: () => [[{ a: 1 }, { a: 2 }], null, [], [{ a: 3 }]],
      box: () => ({ left: 1, lid: { colour: 'red' } }),
      extra: () => JSON_WITH_TRAPS,
      constructor: () => null,
      price: (_: unknown, { cur }: { cur?: string }) => (cur === 'EUR' ? 2 : 3),
      label: () => 'T',
    },
  },
);

const shapes = subgraph(
  'shapes',
  `
  type Team @key(fields: "id") {
    id: ID!
    grid: [[Cell!]]! @shareable
    box: Box @shareable
    price(cur: String): Int @external
    tax: Int @requires(fields: "price(cur: \\"EUR\\")")
    parts: [Part!]!
    valueOf: Int
    said(representations: Int, more: [Int!]): String
  }
  type Cell { b: Int }
  type Box { right: Int, lid: Lid @shareable }
  type Lid { colour: String @shareable }
  union Part = Wheel | Wing
  type Wheel @shareable { size: Int!, worn: Int }
  type Wing { size: Int, worn: Int }
  `,
  {
    Team: {
      grid: () => [[{ b: 1 }, { b: 2 }], null, [], [{ b: 3 }]],
      box: ({ id }: { id: string }) => (id === 't2' ? null : { right: 2, lid: { colour: 'red' } }),
      tax: ({ price }: { price: number }) => price * 10,
      parts: () => [
        { __typename: 'Wheel', size: 1, worn: 2 },
        { __typename: 'Wing', size: 3, worn: 4 },
      ],
      valueOf: ({ id }: { id: string }) => (id === 't2' ? null : 7),
      said: (_: unknown, asked: object) => JSON.stringify(asked),
    },
    Wing: { size: fail },
  },
);

const people = subgraph(
  'people',
  `
  type Person @key(fields: "id") { id: ID!, partner: Person }
  `,
  {
    Person: {
      partner: ({ id }: { id: string }) => ({ id: `${id}+` }),
    },
  },
);

/** Where what others say is never null may be null: the API schema has it so. */
const ranks = subgraph(
  'ranks',
  `
  type Query { robot: Robot, wheel: Wheel }
  type Robot @shareable { label: String, motto: String }
  type Wheel @shareable { size: Int, worn: Int }
  type Person @key(fields: "id") { id: ID!, medal: String, score: Int }
  `,
  {
    Person: {
      medal: ({ id }: { id: string }) => `medal of ${id}`,
      score: ({ id }: { id: string }) => 10 * Number.parseInt(id, 10),
    },
  },
);

export const merging: Supergraph = {
  name: 'merging',
  subgraphs: [teams, shapes, people, ranks],
  cases: [
    {
      name: 'lists within lists, item by item',
      document: '{ team { grid { a b } } }',
      answer: {
        data: {
          team: {
            grid: [
              [
                { a: 1, b: 1 },
                { a: 2, b: 2 },
              ],
              null,
              [],
              [{ a: 3, b: 3 }],
            ],
          },
        },
      },
      apolloDiffers: 'Of lists within lists it keeps the later one only.',
    },
    {
      name: 'objects within objects; null in one subgraph hides nothing of the other',
      document: '{ teams { box { right left lid { colour } } } }',
      answer: {
        data: {
          teams: [
            { box: { right: 2, left: 1, lid: { colour: 'red' } } },
            { box: { right: null, left: 1, lid: { colour: 'red' } } },
          ],
        },
      },
      apolloDiffers: 'The later null takes the object along.',
    },
    {
      name: 'one entity by two paths, with other things to do below it under the same name',
      document: '{ team { boss { partner { it: medal } } } teams { members { partner { it: score } } } }',
      answer: {
        data: {
          team: { boss: { partner: { it: 'medal of 1+' } } },
          teams: ['t1', 't2'].map(() => ({
            members: [{ partner: { it: 10 } }, { partner: { it: 20 } }, null, { partner: { it: 10 } }],
          })),
        },
      },
    },
    {
      name: 'a key that two types of a union cannot share within a fetch',
      document: '{ things { ... on Team { label x: label } ... on Robot { label x: motto } } }',
      answer: {
        data: {
          things: [
            { label: 'T', x: 'T' },
            { label: 'R', x: 'no' },
          ],
        },
      },
    },
    {
      name: 'such a key in an entity, and in the path of an error',
      document: '{ team { parts { ... on Wheel { size n: worn } ... on Wing { size n: worn } } } }',
      answer: {
        data: {
          team: {
            parts: [
              { size: 1, n: 2 },
              { size: null, n: 4 },
            ],
          },
        },
        errors: [masked('team', 'parts', 1, 'size')],
      },
    },
    {
      name: 'such a key in entities by two paths',
      document: `{
        team { parts { ...Size } }
        teams { id parts { ...Size } }
      }
      fragment Size on Part { ... on Wheel { is: size } ... on Wing { is: worn } }`,
      answer: {
        data: {
          team: { parts: [{ is: 1 }, { is: 4 }] },
          teams: [
            { id: 't1', parts: [{ is: 1 }, { is: 4 }] },
            { id: 't2', parts: [{ is: 1 }, { is: 4 }] },
          ],
        },
      },
    },
    {
      name: 'a required field whose key is taken by the same field with other arguments',
      document: '{ team { price(cur: "USD") tax } teams { tax } }',
      answer: { data: { team: { price: 3, tax: 20 }, teams: [{ tax: 20 }, { tax: 20 }] } },
      apolloDiffers: 'It takes the field that was asked for, in dollars, for the one that is required, in euros.',
    },
    {
      name: 'JSON is not looked into, whatever its keys',
      document: '{ team { extra box { right } } }',
      answer: { data: { team: { extra: JSON_WITH_TRAPS, box: { right: 2 } } } },
    },
    {
      name: 'fields with names that every object inherits',
      document: '{ teams { constructor valueOf } }',
      answer: {
        data: {
          teams: [
            { constructor: null, valueOf: 7 },
            { constructor: null, valueOf: null },
          ],
        },
      },
    },
    {
      name: 'variables with the names that the planner gives to its own',
      document: `query($representations: Int, $__batch_reps_0: [Int!], $x: Int) {
        team { said(representations: $representations, more: $__batch_reps_0) }
        teams { said(representations: $x, more: $__batch_reps_0) tax }
      }`,
      variables: { representations: 1, __batch_reps_0: [2, 3] },
      answer: {
        data: {
          team: { said: '{"representations":1,"more":[2,3]}' },
          teams: [
            { said: '{"more":[2,3]}', tax: 20 },
            { said: '{"more":[2,3]}', tax: 20 },
          ],
        },
      },
      apolloDiffers: 'It takes the variable for its own.',
    },
    {
      name: 'such a variable in the fetch of one entity',
      document: 'query($representations: Int) { team { said(representations: $representations) } }',
      variables: { representations: 1 },
      answer: { data: { team: { said: '{"representations":1}' } } },
      apolloDiffers: 'It takes the variable for its own.',
    },
  ],
};
