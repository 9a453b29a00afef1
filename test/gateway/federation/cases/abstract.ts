/** Interfaces and unions whose members have fields in several subgraphs, and fragments on all of them. */
import { type Supergraph, subgraph } from '../supergraph.ts';

type Row = { __typename: string; id: string; [field: string]: unknown };

const MEDIA: Row[] = [
  { __typename: 'Book', id: 'b1', title: 'Flatland', pages: 96, length: 96 },
  { __typename: 'Film', id: 'f1', title: 'Metropolis', minutes: 153, length: 153 },
];

const catalogue = subgraph(
  'catalogue',
  `
  type Query { media: [Media!]!, book: Book!, found: [Found!]!, nodes: [Node]!, shelf: Shelf! }
  interface Node { id: ID! }
  interface Media implements Node { id: ID!, title: String! }
  type Book implements Media & Node @key(fields: "id") { id: ID!, title: String!, pages: Int!, length: Int! }
  type Film implements Media & Node @key(fields: "id") { id: ID!, title: String!, minutes: Int, length: Int! }
  type Shelf implements Node { id: ID!, top: Media, media: [[Media!]!]! }
  union Found = Book | Film | Shelf
  `,
  {
    Query: {
      media: () => MEDIA,
      book: () => MEDIA[0],
      found: () => [MEDIA[1], { __typename: 'Shelf', id: 's1', top: MEDIA[0], media: [[MEDIA[0]], []] }, MEDIA[0]],
      nodes: () => [null, MEDIA[0], { __typename: 'Shelf', id: 's2', top: null, media: [] }],
      shelf: () => ({ __typename: 'Shelf', id: 's1', top: MEDIA[1], media: [[MEDIA[1], MEDIA[0]], [], [MEDIA[0]]] }),
    },
    Book: { __resolveReference: ({ id }: Row) => MEDIA.find((row) => row.id === id) },
    Film: { __resolveReference: ({ id }: Row) => MEDIA.find((row) => row.id === id) },
  },
);

/** Calls things rated that the catalogue does not; knows one more member of the union. */
const ratings = subgraph(
  'ratings',
  `
  type Query { rated: [Rated!]!, best: Found }
  interface Rated { stars: Int!, by: [Critic!]! }
  type Book implements Rated @key(fields: "id") { id: ID!, stars: Int!, by: [Critic!]!, quote(length: Int): String }
  type Film implements Rated @key(fields: "id") { id: ID!, stars: Int!, by: [Critic!]! }
  type Song implements Rated { stars: Int!, by: [Critic!]!, bpm: Int }
  union Found = Book | Song
  union Critic = Person | Paper
  type Person { name: String! }
  type Paper { name: String, city: String! }
  `,
  {
    Query: {
      rated: () => [
        { __typename: 'Song', stars: 2, by: [], bpm: 120 },
        { __typename: 'Film', id: 'f1' },
        { __typename: 'Book', id: 'b1' },
      ],
      best: () => ({ __typename: 'Song', stars: 5, by: [], bpm: 90 }),
    },
    Rated: { __resolveType: ({ __typename }: Row) => __typename },
    Book: {
      stars: () => 4,
      by: () => [{ __typename: 'Paper', name: null, city: 'Rome' }],
      quote: (_: Row, { length }: { length?: number }) => 'of all lands'.slice(0, length),
    },
    Film: { stars: () => 3, by: () => [{ __typename: 'Person', name: 'Eva' }] },
  },
);

export const abstract: Supergraph = {
  name: 'interfaces and unions',
  subgraphs: [catalogue, ratings],
  cases: [
    {
      name: 'fields of the interface and of its types, from two subgraphs',
      document:
        '{ media { __typename title ... on Book { pages stars } ... on Film { minutes by { ... on Person { name } } } } }',
      answer: {
        data: {
          media: [
            { __typename: 'Book', title: 'Flatland', pages: 96, stars: 4 },
            { __typename: 'Film', title: 'Metropolis', minutes: 153, by: [{ name: 'Eva' }] },
          ],
        },
      },
      shortCut: false,
    },
    {
      name: 'an interface that only the other subgraph knows',
      document: '{ media { title ... on Rated { stars } } }',
      answer: {
        data: {
          media: [
            { title: 'Flatland', stars: 4 },
            { title: 'Metropolis', stars: 3 },
          ],
        },
      },
    },
    {
      name: 'from that interface back to the first',
      document: '{ rated { stars ... on Media { title } ... on Song { bpm } } }',
      answer: {
        data: {
          rated: [
            { stars: 2, bpm: 120 },
            { stars: 3, title: 'Metropolis' },
            { stars: 4, title: 'Flatland' },
          ],
        },
      },
    },
    {
      name: 'a union, with one response key that means another field in each type',
      document:
        '{ found { ... on Book { size: pages } ... on Film { size: length title } ... on Shelf { top { title } } } }',
      answer: {
        data: {
          found: [{ size: 153, title: 'Metropolis' }, { top: { title: 'Flatland' } }, { size: 96 }],
        },
      },
    },
    {
      name: 'a union of which each subgraph knows other members',
      document:
        '{ best { __typename ... on Song { bpm } ... on Film { title } } found { __typename ... on Song { bpm } } }',
      answer: {
        data: {
          best: { __typename: 'Song', bpm: 90 },
          found: [{ __typename: 'Film' }, { __typename: 'Shelf' }, { __typename: 'Book' }],
        },
      },
    },
    {
      name: 'fragments inside fragments, on types that contain each other',
      document: `
        { nodes { ...OnNode } }
        fragment OnNode on Node { id ... on Media { ...OnMedia } ... on Shelf { __typename } }
        fragment OnMedia on Media { title ... on Node { id ... on Book { stars } } }`,
      answer: {
        data: {
          nodes: [null, { id: 'b1', title: 'Flatland', stars: 4 }, { id: 's2', __typename: 'Shelf' }],
        },
      },
    },
    {
      name: 'a fragment on an interface where the type is known',
      apolloDiffers:
        'It drops fragments on the type inside fragments on its interface; they apply (GraphQL 6.3.2, DoesFragmentTypeApply).',
      document: `
        { book { ...OnNode ... on Media { title ... on Book { pages } ... on Film { minutes } } } }
        fragment OnNode on Node { id ... on Book { length } ... on Film { minutes } }`,
      answer: { data: { book: { id: 'b1', length: 96, title: 'Flatland', pages: 96 } } },
      shortCut: true,
    },
    {
      name: 'a fragment on an interface of the other subgraph where the type is known',
      document: '{ book { title ... on Rated { stars by { __typename ... on Paper { city name } } } } }',
      answer: {
        data: { book: { title: 'Flatland', stars: 4, by: [{ __typename: 'Paper', city: 'Rome', name: null }] } },
      },
    },
    {
      name: 'lists of lists of an interface',
      document: '{ shelf { media { title ... on Rated { stars } } top { ... on Film { stars } } } }',
      answer: {
        data: {
          shelf: {
            media: [
              [
                { title: 'Metropolis', stars: 3 },
                { title: 'Flatland', stars: 4 },
              ],
              [],
              [{ title: 'Flatland', stars: 4 }],
            ],
            top: { stars: 3 },
          },
        },
      },
    },
    {
      name: 'the name of the type under other names',
      document: '{ kind: __typename media { what: __typename ... on Film { __typename } } }',
      answer: { data: { kind: 'Query', media: [{ what: 'Book' }, { what: 'Film', __typename: 'Film' }] } },
    },
    {
      name: 'the name of the type under another name and nothing else',
      document: '{ media { what: __typename } shelf { top { __typename: title kind: __typename } } }',
      answer: {
        data: {
          media: [{ what: 'Book' }, { what: 'Film' }],
          shelf: { top: { __typename: 'Metropolis', kind: 'Film' } },
        },
      },
      apolloDiffers: 'It takes the title for the type.',
    },
    {
      name: 'an argument on a field of a member',
      document:
        'query($length: Int) { media { ... on Book { a: quote(length: $length) b: quote(length: 6) c: quote } } }',
      variables: { length: 2 },
      answer: { data: { media: [{ a: 'of', b: 'of all', c: 'of all lands' }, {}] } },
    },
    {
      name: 'a union of which only the type is asked, by another name, or nothing at all',
      document: `
        query($no: Boolean!) {
          found { kind: __typename }
          best { ... on Film { title } }
          again: found { ... on Book @include(if: $no) { pages } }
        }`,
      variables: { no: false },
      answer: {
        data: { found: [{ kind: 'Film' }, { kind: 'Shelf' }, { kind: 'Book' }], best: {}, again: [{}, {}, {}] },
      },
    },
    {
      name: 'a list in a fragment, and outside of it, before and after',
      document: `{
        rated { ... on Book { by { __typename } } by { ... on Paper { city } ... on Person { name } } stars }
        again: rated { by { __typename } ... on Rated { ... on Film { by { ... on Person { name } } } } }
      }`,
      answer: {
        data: {
          rated: [
            { by: [], stars: 2 },
            { by: [{ name: 'Eva' }], stars: 3 },
            { by: [{ __typename: 'Paper', city: 'Rome' }], stars: 4 },
          ],
          again: [{ by: [] }, { by: [{ __typename: 'Person', name: 'Eva' }] }, { by: [{ __typename: 'Paper' }] }],
        },
      },
    },
    {
      name: 'no fragment fits',
      document: '{ media { ... on Film { minutes } } book { ... on Rated { ... on Film { minutes } } id } }',
      answer: { data: { media: [{}, { minutes: 153 }], book: { id: 'b1' } } },
    },
  ],
};
