/** Errors: which go out as they are, which are masked, and where their paths point after a border or two. */
import { GraphQLError } from 'graphql';
import { badUserInput } from '../../../../platform/errors.ts';
import { masked, type Supergraph, subgraph } from '../supergraph.ts';

const fail = () => {
  throw new Error('password=sesame at /etc/secret.ts:1');
};
const refuse = () => {
  throw new GraphQLError('Not for you.', { extensions: { code: 'FORBIDDEN', hint: 'ask' } });
};

const shops = subgraph(
  'shops',
  `
  type Query {
    shop: Shop
    shops: [Shop]!
    fails: String
    throwsText: String
    returnsError: String
    rejects: String
    check(n: Int): Int
    odd: [Odd]
  }
  type Shop @key(fields: "id") { id: ID!, owner: Person, fails: String, city: City }
  type Person @key(fields: "id") { id: ID! }
  type City { name: String, fails: Int }
  enum Odd { ONE }
  `,
  {
    Query: {
      shop: () => ({ id: '1' }),
      shops: () => [{ id: '1' }, null, { id: '2' }, { id: '1' }],
      fails: fail,
      throwsText: () => {
        throw 'sesame';
      },
      returnsError: () => new Error('sesame'),
      rejects: () => Promise.reject(new TypeError('sesame')),
      check: (_: unknown, { n }: { n: number }) => {
        if (n > 3) throw badUserInput('n', 'n must be at most 3.');
        return n;
      },
      odd: () => ['ONE', 'sesame'],
    },
    Shop: { owner: ({ id }: { id: string }) => ({ id: `p${id}` }), fails: fail, city: () => ({ name: 'Rome' }) },
    City: { fails: fail },
  },
);

const people = subgraph(
  'people',
  `
  type Person @key(fields: "id") { id: ID!, name: String, fails: String, pets: [Pet] }
  type Pet { name: String, fails: String, refused: Int! }
  type Shop @key(fields: "id") { id: ID!, stock: Int, refused: String, boss: Person }
  `,
  {
    Person: {
      name: ({ id }: { id: string }) => `name ${id}`,
      fails: fail,
      pets: () => [{ name: 'Rex' }, null, { name: 'Tom' }],
    },
    Pet: { fails: fail, refused: refuse },
    Shop: {
      __resolveReference: async ({ id }: { id: string }) => {
        if (id === '2') throw new Error('sesame');
        return { id };
      },
      stock: () => 4,
      refused: refuse,
      boss: () => ({ id: 'p9' }),
    },
  },
);

const forbidden = (...path: (string | number)[]) => ({ message: 'Not for you.', path, code: 'FORBIDDEN' });

export const errors: Supergraph = {
  name: 'errors',
  subgraphs: [shops, people],
  cases: [
    {
      name: 'accidents of every kind are masked, and the rest is answered',
      document: '{ fails throwsText returnsError rejects shop { id fails } }',
      answer: {
        data: { fails: null, throwsText: null, returnsError: null, rejects: null, shop: { id: '1', fails: null } },
        errors: [
          masked('fails'),
          masked('throwsText'),
          masked('returnsError'),
          masked('rejects'),
          masked('shop', 'fails'),
        ],
      },
      shortCut: true,
    },
    {
      name: 'a refusal of an argument goes out',
      document: '{ a: check(n: 2) b: check(n: 9) }',
      answer: {
        data: { a: 2, b: null },
        errors: [{ message: 'n must be at most 3.', path: ['b'], code: 'BAD_USER_INPUT' }],
      },
      shortCut: true,
    },
    {
      name: 'an enum value that does not exist is an accident',
      document: '{ odd }',
      answer: { data: { odd: ['ONE', null] }, errors: [masked('odd', 1)] },
      shortCut: true,
    },
    {
      name: 'paths behind a border, with aliases and lists',
      document: '{ s: shop { o: owner { f: fails p: pets { n: name f: fails } } } }',
      answer: {
        data: { s: { o: { f: null, p: [{ n: 'Rex', f: null }, null, { n: 'Tom', f: null }] } } },
        errors: [masked('s', 'o', 'f'), masked('s', 'o', 'p', 0, 'f'), masked('s', 'o', 'p', 2, 'f')],
      },
    },
    {
      name: 'one entity at two places: an error for each',
      document: '{ shops { refused } }',
      answer: {
        data: { shops: [{ refused: null }, null, { refused: null }, { refused: null }] },
        errors: [forbidden('shops', 0, 'refused'), forbidden('shops', 3, 'refused'), masked('shops', 2)],
      },
    },
    {
      name: 'an entity whose look-up fails costs its fields only',
      document: '{ shops { id stock city { name fails } } }',
      answer: {
        data: {
          shops: [
            { id: '1', stock: 4, city: { name: 'Rome', fails: null } },
            null,
            { id: '2', stock: null, city: { name: 'Rome', fails: null } },
            { id: '1', stock: 4, city: { name: 'Rome', fails: null } },
          ],
        },
        errors: [
          masked('shops', 0, 'city', 'fails'),
          masked('shops', 2, 'city', 'fails'),
          masked('shops', 3, 'city', 'fails'),
          masked('shops', 2),
        ],
      },
    },
    {
      name: 'an error that takes its parent along, behind a border',
      document: '{ shop { owner { name pets { name refused } } } }',
      answer: {
        data: { shop: { owner: { name: 'name p1', pets: [null, null, null] } } },
        errors: [forbidden('shop', 'owner', 'pets', 0, 'refused'), forbidden('shop', 'owner', 'pets', 2, 'refused')],
      },
    },
    {
      name: 'an alias that takes the name of the key, in the path of an error',
      apolloDiffers: 'It answers with the key. A response key is the alias (GraphQL 6.3.2).',
      document: '{ shop { id: fails boss { id: fails name } owner { __typename: fails } } }',
      answer: {
        data: { shop: { id: null, boss: { id: null, name: 'name p9' }, owner: { __typename: null } } },
        errors: [masked('shop', 'id'), masked('shop', 'boss', 'id'), masked('shop', 'owner', '__typename')],
      },
    },
  ],
};
