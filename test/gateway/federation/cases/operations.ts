/** Documents with several operations, introspection beside data, and what is refused before it is executed. */
import { type Supergraph, subgraph } from '../supergraph.ts';

const books = subgraph(
  'books',
  `
  "A question."
  type Query { book(id: ID = "1"): Book, count: Int! }
  "Something to read."
  type Book @key(fields: "id") { id: ID!, title: String!, old: String @deprecated(reason: "use title") }
  `,
  {
    Query: { book: (_: unknown, { id }: { id: string }) => ({ id, title: `title ${id}` }), count: () => 2 },
  },
);

const stock = subgraph(
  'stock',
  `
  type Book @key(fields: "id") { id: ID!, left: Int! }
  `,
  { Book: { left: () => 3 } },
);

const SEVERAL = `
  query Schema { __schema { queryType { name } } }
  query One { book { ...A } }
  query Two($id: ID!) { book(id: $id) { ...A title } count }
  query Three { count }
  fragment A on Book { left }
`;

export const operations: Supergraph = {
  name: 'operations and introspection',
  subgraphs: [books, stock],
  cases: [
    {
      name: 'the first of several',
      document: SEVERAL,
      operationName: 'Schema',
      answer: { data: { __schema: { queryType: { name: 'Query' } } } },
    },
    {
      name: 'the second of several',
      document: SEVERAL,
      operationName: 'One',
      answer: { data: { book: { left: 3 } } },
    },
    {
      name: 'the third of several, with its variable',
      document: SEVERAL,
      operationName: 'Two',
      variables: { id: '7' },
      answer: { data: { book: { left: 3, title: 'title 7' }, count: 2 } },
    },
    {
      name: 'the last of several, which one subgraph answers',
      document: SEVERAL,
      operationName: 'Three',
      answer: { data: { count: 2 } },
      shortCut: true,
    },
    {
      name: 'the third without its variable',
      document: SEVERAL,
      operationName: 'Two',
      answer: {
        errors: [{ message: 'Variable "$id" of required type "ID!" was not provided.', code: 'BAD_USER_INPUT' }],
      },
    },
    {
      name: 'none of several was named',
      document: SEVERAL,
      answer: {
        errors: [
          {
            message: 'The document has several operations: name one in operationName.',
            code: 'OPERATION_RESOLUTION_FAILURE',
          },
        ],
      },
    },
    {
      name: 'one that is not there was named',
      document: SEVERAL,
      operationName: 'Four',
      answer: {
        errors: [{ message: 'The document has no operation named "Four".', code: 'OPERATION_RESOLUTION_FAILURE' }],
      },
    },
    {
      name: 'the only one, by its name',
      document: 'query Only { count }',
      operationName: 'Only',
      answer: { data: { count: 2 } },
      shortCut: true,
    },
    {
      name: 'introspection between data, in the order of the document',
      document: `
        query($type: String!, $id: ID) {
          count
          __type(name: $type) { kind description fields { name } all: fields(includeDeprecated: true) { name deprecationReason } }
          book(id: $id) { left title __typename }
          __typename
          s: __schema { queryType { description } }
        }`,
      variables: { type: 'Book', id: '5' },
      answer: {
        data: {
          count: 2,
          __type: {
            kind: 'OBJECT',
            description: 'Something to read.',
            fields: [{ name: 'id' }, { name: 'title' }, { name: 'left' }],
            all: [
              { name: 'id', deprecationReason: null },
              { name: 'title', deprecationReason: null },
              { name: 'old', deprecationReason: 'use title' },
              { name: 'left', deprecationReason: null },
            ],
          },
          book: { left: 3, title: 'title 5', __typename: 'Book' },
          __typename: 'Query',
          s: { queryType: { description: 'A question.' } },
        },
      },
    },
    {
      name: 'introspection in fragments and under conditions',
      apolloDiffers: 'It refuses. Fragments and conditions apply to introspection as to any field (GraphQL 4.1).',
      document: `
        query($yes: Boolean!, $no: Boolean!) {
          ...Meta
          ... @include(if: $no) { hidden: __schema { queryType { name } } }
          book { ...A }
        }
        fragment Meta on Query { __type(name: "Book") @include(if: $yes) { ...T kind @skip(if: $yes) } }
        fragment T on __Type { name }
        fragment A on Book { left }`,
      variables: { yes: true, no: false },
      answer: { data: { __type: { name: 'Book' }, book: { left: 3 } } },
    },
    {
      name: 'introspection alone, behind a fragment',
      document: '{ ...Meta } fragment Meta on Query { __type(name: "Nothing") { name } }',
      answer: { data: { __type: null } },
    },
    {
      name: 'the name of the root alone',
      document: '{ __typename again: __typename }',
      answer: { data: { __typename: 'Query', again: 'Query' } },
    },
    {
      name: 'introspection without its variable',
      document: 'query($type: String!) { __type(name: $type) { name } count }',
      answer: {
        errors: [{ message: 'Variable "$type" of required type "String!" was not provided.', code: 'BAD_USER_INPUT' }],
      },
    },
    {
      name: 'nonsense',
      document: '{ book { title ',
      answer: { errors: [{ message: 'Syntax Error: Expected Name, found <EOF>.', code: 'GRAPHQL_PARSE_FAILED' }] },
    },
    {
      name: 'nothing',
      document: '# only a comment',
      answer: { errors: [{ message: 'Syntax Error: Unexpected <EOF>.', code: 'GRAPHQL_PARSE_FAILED' }] },
    },
    {
      name: 'between subgraphs only',
      document: '{ _entities(representations: []) { __typename } }',
      answer: {
        errors: [{ message: 'Cannot query field "_entities" on type "Query".', code: 'GRAPHQL_VALIDATION_FAILED' }],
      },
    },
    {
      name: 'a mutation where there are none',
      document: 'mutation { count }',
      answer: {
        errors: [{ message: 'The schema has no mutation operations.', code: 'GRAPHQL_VALIDATION_FAILED' }],
      },
    },
  ],
};
