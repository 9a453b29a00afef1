/** Null where it may not be: how far it reaches, within a subgraph and across borders (GraphQL specification 6.4.4). */
import { GraphQLError } from 'graphql';
import { masked, missing, type Supergraph, subgraph } from '../supergraph.ts';

const IDS = ['1', '2', '3'];
const refs = (ids: readonly (string | null)[]) => ids.map((id) => id && { id });

const holders = subgraph(
  'holders',
  `
  type Query {
    maybe: [Item]
    sure: [Item!]
    both: [Item!]!
    grid: [[Item!]]
    strictGrid: [[Item!]!]!
    one: Item
    must: Item!
    box: Box
    other: String
    numbers: [Int!]
    broken: [Int]
  }
  type Box { item: Item!, again: Box, boxes: [Box!], label: String }
  type Item @key(fields: "id") { id: ID!, title: String! }
  `,
  {
    Query: {
      maybe: () => refs(IDS),
      sure: () => refs(IDS),
      both: () => refs(IDS),
      grid: () => [refs(['1', '2']), refs(['3']), [], refs(['2'])],
      strictGrid: () => [refs(['1']), refs(['2'])],
      one: () => ({ id: '2' }),
      must: () => ({ id: '2' }),
      box: () => BOX,
      other: () => 'fine',
      numbers: () => [1, null, 3],
      broken: () => [1, 'x', 3],
    },
    Item: { title: ({ id }: { id: string }) => (id === '3' ? null : `title ${id}`) },
  },
);

const BOX = {
  item: { id: '1' },
  label: 'outer',
  again: { item: { id: '1' }, label: 'middle', again: { item: { id: '2' }, label: 'inner' } },
  boxes: [{ item: { id: '1' } }, { item: { id: '2' } }],
};

const known = (id: string) => id !== '2';

/** Knows every item but the second, which it does not find, and of which some fields fail. */
const details = subgraph(
  'details',
  `
  type Item @key(fields: "id") {
    id: ID!, maybe: String, sure: String!, fails: String!, mayFail: String, refused: Int!, list: [Int!]!, deep: Deep
  }
  type Deep { sure: Deep!, leaf: Int! }
  `,
  {
    Item: {
      __resolveReference: ({ id }: { id: string }) => (known(id) ? { id } : null),
      maybe: ({ id }: { id: string }) => `maybe ${id}`,
      sure: ({ id }: { id: string }) => `sure ${id}`,
      fails: ({ id }: { id: string }) => {
        if (id === '1') throw new Error('a secret reason');
        return 'works';
      },
      mayFail: ({ id }: { id: string }) => {
        if (id === '1') throw new Error('a secret reason');
        return 'works';
      },
      refused: ({ id }: { id: string }) => {
        throw new GraphQLError(`No number for ${id}.`, { extensions: { code: 'NOT_FOUND' } });
      },
      list: () => [1, null],
      deep: () => ({ sure: { leaf: 1, sure: null }, leaf: 0 }),
    },
  },
);

const item = (id: string) => ({ sure: `sure ${id}` });

export const nulls: Supergraph = {
  name: 'null across borders',
  subgraphs: [holders, details],
  cases: [
    {
      name: 'a list of items that may be null loses one item',
      document: '{ maybe { sure } other }',
      answer: {
        data: { maybe: [item('1'), null, item('3')], other: 'fine' },
        errors: [missing('maybe', 1, 'sure')],
      },
    },
    {
      name: 'a list of items that may not be null is lost',
      document: '{ sure { id sure } other }',
      answer: { data: { sure: null, other: 'fine' }, errors: [missing('sure', 1, 'sure')] },
    },
    {
      name: 'a list that may not be null either takes everything with it',
      document: '{ other both { sure } }',
      answer: { data: null, errors: [missing('both', 1, 'sure')] },
    },
    {
      name: 'a field that may be null stops it',
      document: '{ both { id maybe } one { maybe id } }',
      answer: {
        data: {
          both: [
            { id: '1', maybe: 'maybe 1' },
            { id: '2', maybe: null },
            { id: '3', maybe: 'maybe 3' },
          ],
          one: { maybe: null, id: '2' },
        },
      },
    },
    {
      name: 'lists of lists lose the inner list',
      document: '{ grid { sure } }',
      answer: {
        data: { grid: [null, [item('3')], [], null] },
        errors: [missing('grid', 0, 1, 'sure'), missing('grid', 3, 0, 'sure')],
      },
    },
    {
      name: 'strict lists of lists lose everything',
      document: '{ strictGrid { sure } }',
      answer: { data: null, errors: [missing('strictGrid', 1, 0, 'sure')] },
    },
    {
      name: 'one object',
      document: '{ one { id sure } other }',
      answer: { data: { one: null, other: 'fine' }, errors: [missing('one', 'sure')] },
    },
    {
      name: 'one object that must be',
      document: '{ must { id sure } other }',
      answer: { data: null, errors: [missing('must', 'sure')] },
    },
    {
      name: 'deep inside, up to the nearest object that may be null',
      document: '{ box { label item { sure } again { label item { sure } again { label item { sure } } } } }',
      answer: {
        data: {
          box: { label: 'outer', item: item('1'), again: { label: 'middle', item: item('1'), again: null } },
        },
        errors: [missing('box', 'again', 'again', 'item', 'sure')],
      },
    },
    {
      name: 'deep inside, through a list',
      document: '{ box { boxes { item { sure } } label } }',
      answer: {
        data: { box: { boxes: null, label: 'outer' } },
        errors: [missing('box', 'boxes', 1, 'item', 'sure')],
      },
    },
    {
      name: 'inside fragments',
      document: '{ one { ... { sure } id } must { ...Sure } } fragment Sure on Item { ... on Item { maybe } id }',
      answer: { data: { one: null, must: { maybe: null, id: '2' } }, errors: [missing('one', 'sure')] },
    },
    {
      name: 'under an alias, with a condition',
      document: 'query($no: Boolean!) { a: one { b: sure } c: one { sure @include(if: $no) d: maybe } }',
      variables: { no: false },
      answer: { data: { a: null, c: { d: null } }, errors: [missing('a', 'b')] },
    },
    {
      name: 'the other subgraph fails on a field that may not be null: one error, its own',
      document: '{ maybe { fails } }',
      answer: {
        data: { maybe: [null, null, { fails: 'works' }] },
        errors: [masked('maybe', 0, 'fails'), missing('maybe', 1, 'fails')],
      },
    },
    {
      name: 'the other subgraph fails on a field that may be null',
      document: '{ both { mayFail } }',
      answer: {
        data: { both: [{ mayFail: null }, { mayFail: null }, { mayFail: 'works' }] },
        errors: [masked('both', 0, 'mayFail')],
      },
    },
    {
      name: 'a refusal keeps its words and its code',
      document: '{ box { item { refused } } other }',
      answer: {
        data: { box: null, other: 'fine' },
        errors: [{ message: 'No number for 1.', path: ['box', 'item', 'refused'], code: 'NOT_FOUND' }],
      },
    },
    {
      name: 'null within a subgraph, seen from behind a border',
      document: '{ maybe { deep { leaf sure { leaf sure { leaf } } } id } }',
      answer: {
        data: {
          maybe: [
            { deep: null, id: '1' },
            { deep: null, id: '2' },
            { deep: null, id: '3' },
          ],
        },
        errors: [masked('maybe', 0, 'deep', 'sure', 'sure'), masked('maybe', 2, 'deep', 'sure', 'sure')],
      },
    },
    {
      name: 'a list with a hole, seen from behind a border',
      document: '{ box { item { list } label } }',
      answer: { data: { box: null }, errors: [masked('box', 'item', 'list', 1)] },
    },
    {
      name: 'null within one subgraph',
      document: '{ maybe { title } numbers other }',
      answer: {
        data: { maybe: [{ title: 'title 1' }, { title: 'title 2' }, null], numbers: null, other: 'fine' },
        errors: [masked('maybe', 2, 'title'), masked('numbers', 1)],
      },
      shortCut: true,
    },
    {
      name: 'null within one subgraph, all the way up',
      document: '{ other both { title } }',
      answer: { data: null, errors: [masked('both', 2, 'title')] },
      shortCut: true,
    },
    {
      name: 'a value of the wrong kind',
      document: '{ broken }',
      answer: { data: { broken: [1, null, 3] }, errors: [masked('broken', 1)] },
      shortCut: true,
    },
  ],
};
