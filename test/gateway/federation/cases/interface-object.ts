/** `@interfaceObject`: a subgraph that knows an interface of another one as if it were a single type. */
import { type Supergraph, subgraph } from '../supergraph.ts';

const ROWS: Record<string, unknown>[] = [
  { __typename: 'Book', id: '1', title: 'Flatland', pages: 96 },
  { __typename: 'Film', id: '2', title: 'Metropolis', minutes: 153 },
];
const find = ({ id }: { id: string }) => ROWS.find((row) => row.id === id) ?? null;

const catalogue = subgraph(
  'catalogue',
  `
  type Query { media: [Media!]!, book: Book }
  interface Media @key(fields: "id") { id: ID!, title: String! }
  type Book implements Media @key(fields: "id") { id: ID!, title: String!, pages: Int! }
  type Film implements Media @key(fields: "id") { id: ID!, title: String!, minutes: Int! }
  `,
  {
    Query: { media: () => ROWS, book: () => ROWS[0] },
    Media: { __resolveReference: find, __resolveType: ({ __typename }: { __typename: string }) => __typename },
    Book: { __resolveReference: find },
    Film: { __resolveReference: find },
  },
);

const reviews = subgraph(
  'reviews',
  `
  type Query { newest: [Review!]!, popular: [Media!]! }
  type Review { text: String!, of: Media! }
  type Media @key(fields: "id") @interfaceObject { id: ID!, reviews: [Review!]!, stars(scale: Int! = 5): Int! }
  `,
  {
    Query: {
      newest: () => [
        { text: 'silent', of: { id: '2' } },
        { text: 'square', of: { id: '1' } },
      ],
      popular: () => [{ id: '2' }, { id: '1' }],
    },
    Media: {
      reviews: ({ id }: { id: string }) => [{ text: `review of ${id}`, of: { id } }],
      stars: (_: unknown, { scale }: { scale: number }) => scale - 1,
    },
  },
);

export const interfaceObject: Supergraph = {
  name: '@interfaceObject',
  subgraphs: [catalogue, reviews],
  cases: [
    {
      name: 'fields that the interface gains, on every type of it',
      document: '{ media { title stars reviews { text } } }',
      answer: {
        data: {
          media: [
            { title: 'Flatland', stars: 4, reviews: [{ text: 'review of 1' }] },
            { title: 'Metropolis', stars: 4, reviews: [{ text: 'review of 2' }] },
          ],
        },
      },
    },
    {
      name: 'on one type of it',
      document: '{ book { pages ten: stars(scale: 10) reviews { of { title } } } }',
      answer: { data: { book: { pages: 96, ten: 9, reviews: [{ of: { title: 'Flatland' } }] } } },
    },
    {
      name: 'the true type, asked of the subgraph that does not know it',
      document: '{ popular { __typename id stars } }',
      answer: {
        data: {
          popular: [
            { __typename: 'Film', id: '2', stars: 4 },
            { __typename: 'Book', id: '1', stars: 4 },
          ],
        },
      },
      shortCut: false,
    },
    {
      name: 'fragments on the true types',
      document: '{ newest { text of { stars ... on Book { pages } ... on Film { minutes stars } } } }',
      answer: {
        data: {
          newest: [
            { text: 'silent', of: { stars: 4, minutes: 153 } },
            { text: 'square', of: { stars: 4, pages: 96 } },
          ],
        },
      },
    },
    {
      name: 'the true type under another name',
      document: '{ popular { what: __typename } newest { of { what: __typename stars } } }',
      answer: {
        data: {
          popular: [{ what: 'Film' }, { what: 'Book' }],
          newest: [{ of: { what: 'Film', stars: 4 } }, { of: { what: 'Book', stars: 4 } }],
        },
      },
    },
    {
      name: 'one field that the interface gained, in fragments on two types',
      document: '{ popular { ... on Book { stars } ... on Film { stars } } }',
      answer: { data: { popular: [{ stars: 4 }, { stars: 4 }] } },
      plannerFault: 'The fetch of the field is for films only, so that books have none.',
    },
    {
      name: 'nothing but what this subgraph knows',
      document: '{ popular { id stars(scale: 3) } }',
      answer: {
        data: {
          popular: [
            { id: '2', stars: 2 },
            { id: '1', stars: 2 },
          ],
        },
      },
    },
  ],
};
