/** Who answers a field that several subgraphs define: `@provides`, `@shareable`, `@override`, `@external`. */
import { type Supergraph, subgraph } from '../supergraph.ts';

const NAMES: Record<string, string> = { 1: 'Ada', 2: 'Grace' };

const people = subgraph(
  'people',
  `
  type Query { person(id: ID!): Person }
  type Person @key(fields: "id") { id: ID!, name: String! @shareable, title: String, home: Place @shareable }
  type Place @shareable { city: String!, zip: String! }
  `,
  {
    Query: { person: (_: unknown, { id }: { id: string }) => ({ id }) },
    Person: {
      name: ({ id }: { id: string }) => NAMES[id],
      title: () => 'out of date',
      home: ({ id }: { id: string }) => ({ city: `city ${id}`, zip: `zip ${id}` }),
    },
  },
);

const letters = subgraph(
  'letters',
  `
  type Query { letter: Letter!, letters: [Letter!]! @shareable }
  type Letter @key(fields: "id") { id: ID!, text: String! @shareable, from: Person! @provides(fields: "name home { city }"), to: Person! }
  type Person @key(fields: "id") {
    id: ID!, name: String! @external, title: String @override(from: "people"), home: Place @external
  }
  type Place @shareable { city: String! }
  `,
  {
    Query: {
      letter: () => ({ id: 'l1', text: 'hello' }),
      letters: () => [{ id: 'l1', text: 'hello' }],
    },
    Letter: {
      from: () => ({ id: '1', name: 'Ada', home: { city: 'city 1' } }),
      to: () => ({ id: '2' }),
    },
    Person: { title: ({ id }: { id: string }) => `title of ${id}` },
  },
);

const archive = subgraph(
  'archive',
  `
  type Query { letters: [Letter!]! @shareable }
  type Letter @key(fields: "id") { id: ID!, text: String! @shareable, shelf: Int }
  `,
  {
    Query: { letters: () => [{ id: 'l1', text: 'hello' }] },
    Letter: { shelf: () => 4, text: () => 'hello' },
  },
);

export const ownership: Supergraph = {
  name: '@provides, @shareable and @override',
  subgraphs: [people, letters, archive],
  cases: [
    {
      name: 'what is provided on this path needs no second subgraph',
      document: '{ letter { from { name home { city } } } }',
      answer: { data: { letter: { from: { name: 'Ada', home: { city: 'city 1' } } } } },
      shortCut: true,
    },
    {
      name: 'what is provided on one path is fetched on the other',
      document: '{ letter { from { name } to { name } } }',
      answer: { data: { letter: { from: { name: 'Ada' }, to: { name: 'Grace' } } } },
      shortCut: false,
    },
    {
      name: 'half of an object is provided, the other half is fetched',
      document: '{ letter { from { home { zip city } } } }',
      answer: { data: { letter: { from: { home: { zip: 'zip 1', city: 'city 1' } } } } },
    },
    {
      name: 'a field that moved is asked of its new owner alone',
      document: '{ person(id: "2") { title name } letter { from { title } } }',
      answer: { data: { person: { title: 'title of 2', name: 'Grace' }, letter: { from: { title: 'title of 1' } } } },
      shortCut: false,
    },
    {
      name: 'a shared root field goes on from whichever subgraph answered',
      document: '{ letters { text shelf to { id name } } }',
      answer: { data: { letters: [{ text: 'hello', shelf: 4, to: { id: '2', name: 'Grace' } }] } },
    },
    {
      name: 'a shared root field, one subgraph',
      document: '{ letters { text shelf } }',
      answer: { data: { letters: [{ text: 'hello', shelf: 4 }] } },
      shortCut: true,
    },
  ],
};
