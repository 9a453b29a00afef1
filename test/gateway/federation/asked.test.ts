/** What a subgraph is asked: each entity once, and with all that it requires or not at all. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import type { Result } from '../../../gateway/link.ts';
import { openPath, type Path } from './paths.ts';
import { type Supergraph, subgraph } from './supergraph.ts';

/** The representations that the subgraph of taxes has seen. */
let seen: unknown[] = [];

const shop = subgraph(
  'shop',
  `
  type Query { items(ids: [ID]!): [Item]! }
  type Item @key(fields: "id") { id: ID, twin: Item, size: Size }
  type Size { width: Int, unit: String, depth: Int }
  `,
  {
    Query: { items: (_: unknown, { ids }: { ids: string[] }) => ids.map((id) => (id === 'gone' ? null : { id })) },
    Item: {
      id: ({ id }: { id: string }) => (id === 'nameless' ? null : id),
      twin: ({ id }: { id: string }) => ({ id }),
      size: ({ id }: { id: string }) => (id === 'flat' ? null : { width: 3, unit: null, depth: 4 }),
    },
  },
);

const prices = subgraph('prices', 'type Item @key(fields: "id") { id: ID, price: Int }', {
  Item: { price: ({ id }: { id: string }) => (id === 'free' ? null : 2) },
});

const taxes = subgraph(
  'taxes',
  `
  type Item @key(fields: "id") {
    id: ID
    price: Int @external
    size: Size @external
    tax: Int @requires(fields: "price size { width unit }")
    stock: Int
  }
  type Size { width: Int @external, unit: String @external }
  `,
  {
    Item: {
      __resolveReference: (representation: object) => {
        seen.push({ ...representation });
        return representation;
      },
      tax: ({ price }: { price: number | null }) => price ?? 0,
      stock: () => 1,
    },
  },
);

const SUPERGRAPH: Supergraph = { name: 'asked', subgraphs: [shop, prices, taxes], cases: [] };

let open: Path | undefined;
beforeEach(() => {
  seen = [];
});
afterEach(() => open?.close());

async function answer(document: string, variables = {}, supergraph = SUPERGRAPH): Promise<Result | undefined> {
  open = await openPath('in-process', supergraph);
  return (await open.run({ name: '', document, variables }))[0];
}

test('an entity at many places of a list is asked for once', async () => {
  const items = ['a', 'b', 'gone', 'a', 'a'];
  const result = await answer('query($items: [ID]!) { items(ids: $items) { stock } }', { items });
  expect(result?.data?.items).toEqual(items.map((id) => (id === 'gone' ? null : { stock: 1 })));
  expect(seen).toEqual([
    { __typename: 'Item', id: 'a' },
    { __typename: 'Item', id: 'b' },
  ]);
});

test('it is asked for once also where two paths lead to it', async () => {
  await answer('{ items(ids: ["a", "b"]) { stock twin { stock } } }');
  expect(seen).toHaveLength(2);
});

test('nothing is asked where no entity can be told apart', async () => {
  expect(await answer('{ items(ids: ["gone", "nameless"]) { stock } }')).toEqual({
    data: { items: [null, { stock: null }] },
  });
  expect(seen).toEqual([]);
});

test('what is required is sent in part only where it was asked for in part, and null as null', async () => {
  const result = await answer('{ items(ids: ["a", "free", "flat"]) { tax size { depth } } }');
  expect(result?.data?.items).toMatchObject([{ tax: 2 }, { tax: 0 }, { tax: 2 }]);
  const size = { width: 3, unit: null };
  expect(seen).toEqual([
    { __typename: 'Item', id: 'a', price: 2, size },
    { __typename: 'Item', id: 'free', price: null, size },
    { __typename: 'Item', id: 'flat', price: 2, size: null },
  ]);
});

test('where something required is missing, nothing is worked out without it', async () => {
  const closed = {
    ...prices,
    createContext: () => {
      throw new GraphQLError('Not for you.', { extensions: { code: 'FORBIDDEN' } });
    },
  };
  const result = await answer('{ items(ids: ["a"]) { tax } }', {}, { ...SUPERGRAPH, subgraphs: [shop, closed, taxes] });
  expect(result).toEqual({
    data: { items: [{ tax: null }] },
    errors: [{ message: 'Not for you.', path: ['items', 0], extensions: { code: 'FORBIDDEN' } }],
  });
  expect(seen).toEqual([]);
});
