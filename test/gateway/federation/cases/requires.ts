/** `@requires`: a field whose resolver needs fields of another subgraph. */
import { type Supergraph, subgraph } from '../supergraph.ts';

const PRODUCTS = [
  { id: '1', name: 'table', price: 100, weight: 20, size: { width: 3, height: 2 }, parts: [{ mass: 4 }, { mass: 5 }] },
  { id: '2', name: 'chair', price: 50, weight: null, size: null, parts: [] },
];

const products = subgraph(
  'products',
  `
  type Query { products: [Product!]!, product(id: ID!): Product }
  type Product @key(fields: "id") {
    id: ID!, name: String!, price: Int!, weight: Int, size: Size, parts: [Part!]!
  }
  type Size { width: Int!, height: Int! }
  type Part { mass: Int! }
  `,
  {
    Query: {
      products: () => PRODUCTS,
      product: (_: unknown, { id }: { id: string }) => PRODUCTS.find((product) => product.id === id),
    },
    Product: { __resolveReference: ({ id }: { id: string }) => PRODUCTS.find((product) => product.id === id) },
  },
);

interface Reference {
  price: number;
  weight?: number | null;
  size?: { width: number; height: number } | null;
  parts: { mass: number }[];
  shipping: number;
}

const shipping = subgraph(
  'shipping',
  `
  type Product @key(fields: "id") {
    id: ID!
    price: Int! @external
    weight: Int @external
    size: Size @external
    parts: [Part!]! @external
    shipping: Int! @requires(fields: "price weight")
    area: Int @requires(fields: "size { width height }")
    mass: Int! @requires(fields: "parts { mass }")
    inStock: Boolean
  }
  type Size { width: Int! @external, height: Int! @external }
  type Part { mass: Int! @external }
  `,
  {
    Product: {
      shipping: ({ price, weight }: Reference) => price + (weight ?? 1),
      area: ({ size }: Reference) => (size ? size.width * size.height : null),
      mass: ({ parts }: Reference) => parts.reduce((sum, part) => sum + part.mass, 0),
      inStock: () => true,
    },
  },
);

const invoices = subgraph(
  'invoices',
  `
  type Query { sold: [Product!]! }
  type Product @key(fields: "id") {
    id: ID!
    shipping: Int! @external
    price: Int! @external
    total(factor: Int! = 1): Int! @requires(fields: "shipping price")
  }
  `,
  {
    Query: { sold: () => [{ id: '2' }, { id: '1' }] },
    Product: {
      total: ({ shipping, price }: Reference, { factor }: { factor: number }) => (shipping + price) * factor,
    },
  },
);

export const requires: Supergraph = {
  name: '@requires',
  subgraphs: [products, shipping, invoices],
  cases: [
    {
      name: 'scalars of another subgraph, one of them null',
      document: '{ products { name shipping } }',
      answer: {
        data: {
          products: [
            { name: 'table', shipping: 120 },
            { name: 'chair', shipping: 51 },
          ],
        },
      },
    },
    {
      name: 'fields of an object, and of a list of objects',
      document: '{ products { area mass } }',
      answer: {
        data: {
          products: [
            { area: 6, mass: 9 },
            { area: null, mass: 0 },
          ],
        },
      },
    },
    {
      name: 'a required field that itself requires others',
      document: '{ product(id: "1") { total } }',
      answer: { data: { product: { total: 220 } } },
    },
    {
      name: 'the chain begins where nothing that is required lives',
      document: 'query($factor: Int!) { sold { id total(factor: $factor) inStock } }',
      variables: { factor: 2 },
      answer: {
        data: {
          sold: [
            { id: '2', total: 202, inStock: true },
            { id: '1', total: 440, inStock: true },
          ],
        },
      },
    },
    {
      name: 'one field with two sets of arguments',
      document: '{ product(id: "2") { one: total two: total(factor: 2) ten: total(factor: 10) } }',
      answer: { data: { product: { one: 101, two: 202, ten: 1010 } } },
    },
    {
      name: 'aliases that take the names of required fields',
      apolloDiffers:
        'It loses the product. A response key is the alias and says nothing about other fields (GraphQL 6.3.2).',
      document: '{ product(id: "1") { price: name weight: id shipping id: inStock } }',
      answer: { data: { product: { price: 'table', weight: '1', shipping: 120, id: true } } },
    },
    {
      name: 'a required field is also asked for, in part',
      document: '{ product(id: "1") { size { width } area size { tall: height } } }',
      answer: { data: { product: { size: { width: 3, tall: 2 }, area: 6 } } },
    },
    {
      name: 'what is skipped requires nothing',
      apolloDiffers: 'It loses the area, though only the other field is left out (GraphQL 3.13.1).',
      document:
        'query($with: Boolean!) { product(id: "1") { name shipping @include(if: $with) area @skip(if: $with) } }',
      variables: { with: false },
      answer: { data: { product: { name: 'table', area: 6 } } },
    },
    {
      name: 'what is included requires what it needs',
      apolloDiffers: 'It loses the product, though only the other field is left out (GraphQL 3.13.2).',
      document:
        'query($with: Boolean!) { product(id: "1") { name shipping @include(if: $with) area @skip(if: $with) } }',
      variables: { with: true },
      answer: { data: { product: { name: 'table', shipping: 120 } } },
    },
  ],
};
