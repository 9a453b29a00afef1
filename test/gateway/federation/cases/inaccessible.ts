/** `@inaccessible`: what the API schema hides is refused on the way in and never seen on the way out. */
import { missing, type Supergraph, subgraph } from '../supergraph.ts';

const things = subgraph(
  'things',
  `
  type Query {
    thing: Thing!
    things: [Any!]!
    named: [Named]!
    colours: [Colour]!
    colour: Colour
    must: Colour!
    paint(colour: Colour = RED, depth: Int @inaccessible, how: How): String!
    secret: String @inaccessible
    secretThing: Secret @inaccessible
  }
  type Thing implements Named @key(fields: "code") {
    code: ID! @inaccessible
    name: String!
    secret: String @inaccessible
    colour: Colour
  }
  type Secret implements Named @inaccessible { name: String!, word: String }
  interface Named { name: String! }
  union Any = Thing | Secret
  enum Colour { RED, GREEN, INFRARED @inaccessible }
  input How { thick: Boolean, secretly: Boolean @inaccessible }
  `,
  {
    Query: {
      thing: () => THING,
      things: () => [THING, { __typename: 'Secret', name: 'hidden', word: 'sesame' }],
      named: () => [{ __typename: 'Secret', name: 'hidden' }, THING],
      colours: () => ['RED', 'INFRARED', null, 'GREEN'],
      colour: () => 'INFRARED',
      must: () => 'INFRARED',
      paint: (_: unknown, asked: object) => JSON.stringify(asked),
      secret: () => 'sesame',
      secretThing: () => ({ name: 'hidden', word: 'sesame' }),
    },
    Thing: { __resolveReference: () => THING },
  },
);

const THING = { __typename: 'Thing', code: 't1', name: 'thing', secret: 'sesame', colour: 'INFRARED' };

const warehouse = subgraph(
  'warehouse',
  `
  type Thing @key(fields: "code") {
    code: ID! @inaccessible
    secret: String @external
    depot: String!
    hint: String @requires(fields: "secret")
  }
  `,
  {
    Thing: {
      depot: ({ code }: { code: string }) => `store of ${code}`,
      hint: ({ secret }: { secret: string }) => `${secret.length} letters`,
    },
  },
);

const invalid = (message: string) => ({ errors: [{ message, code: 'GRAPHQL_VALIDATION_FAILED' }] });
const refused = (message: string) => ({ errors: [{ message, code: 'BAD_USER_INPUT' }] });

export const inaccessible: Supergraph = {
  name: '@inaccessible',
  subgraphs: [things, warehouse],
  cases: [
    {
      name: 'a hidden key and a hidden field still serve between subgraphs',
      document: '{ thing { name depot hint } }',
      answer: { data: { thing: { name: 'thing', depot: 'store of t1', hint: '6 letters' } } },
    },
    {
      name: 'a field is not there',
      document: '{ thing { name secret } }',
      answer: invalid('Cannot query field "secret" on type "Thing".'),
    },
    {
      name: 'a root field is not there',
      document: '{ secret }',
      answer: invalid('Cannot query field "secret" on type "Query".'),
    },
    {
      name: 'a type is not there',
      document: '{ things { ... on Secret { word } } }',
      answer: invalid('Unknown type "Secret".'),
    },
    {
      name: 'an argument is not there',
      document: '{ paint(depth: 3) }',
      answer: invalid('Unknown argument "depth" on field "Query.paint".'),
    },
    {
      name: 'a field of an input is not there, in the document',
      document: '{ paint(how: { secretly: true }) }',
      answer: invalid('Field "secretly" is not defined by type "How".'),
    },
    {
      name: 'a field of an input is not there, in a variable',
      document: 'query($how: How) { paint(how: $how) }',
      variables: { how: { thick: true, secretly: true } },
      answer: refused(
        'Variable "$how" got invalid value { thick: true, secretly: true }; Field "secretly" is not defined by type "How".',
      ),
    },
    {
      name: 'an enum value is not there, in the document',
      document: '{ paint(colour: INFRARED) }',
      answer: invalid('Value "INFRARED" does not exist in "Colour" enum.'),
    },
    {
      name: 'an enum value is not there, in a variable',
      document: 'query($colour: Colour) { paint(colour: $colour) }',
      variables: { colour: 'INFRARED' },
      answer: refused(
        'Variable "$colour" got invalid value "INFRARED"; Value "INFRARED" does not exist in "Colour" enum.',
      ),
    },
    {
      name: 'what is there still works beside it',
      document: 'query($colour: Colour, $how: How) { paint(colour: $colour, how: $how) }',
      variables: { colour: 'GREEN', how: { thick: true } },
      answer: { data: { paint: '{"colour":"GREEN","how":{"thick":true}}' } },
      shortCut: false,
    },
    {
      name: 'a hidden enum value comes out as null',
      document: '{ colour colours thing { colour } }',
      answer: { data: { colour: null, colours: ['RED', null, null, 'GREEN'], thing: { colour: null } } },
      shortCut: false,
    },
    {
      name: 'a hidden enum value where null is not allowed',
      document: '{ must }',
      answer: { data: null, errors: [missing('must')] },
      shortCut: false,
    },
    {
      name: 'an object of a hidden type comes out as null',
      document: '{ named { __typename name } }',
      answer: { data: { named: [null, { __typename: 'Thing', name: 'thing' }] } },
      shortCut: false,
    },
    {
      name: 'an object of a hidden type, whose type nobody asked for',
      document:
        'query($no: Boolean!) { named { name } n: named { name @include(if: $no) } k: named { kind: __typename } }',
      variables: { no: false },
      answer: {
        data: { named: [null, { name: 'thing' }], n: [null, {}], k: [null, { kind: 'Thing' }] },
      },
      shortCut: false,
    },
    {
      name: 'an object of a hidden type where null is not allowed',
      document: '{ things { __typename ... on Thing { name } } }',
      answer: { data: null, errors: [missing('things', 1)] },
      shortCut: false,
    },
    {
      name: 'introspection shows none of it',
      document: `{
        thing: __type(name: "Thing") { fields { name } }
        colour: __type(name: "Colour") { enumValues { name } }
        how: __type(name: "How") { inputFields { name } }
        secret: __type(name: "Secret") { name }
        any: __type(name: "Any") { possibleTypes { name } }
        named: __type(name: "Named") { possibleTypes { name } }
        machinery: __type(name: "join__Graph") { name }
      }`,
      answer: {
        data: {
          thing: { fields: [{ name: 'name' }, { name: 'colour' }, { name: 'depot' }, { name: 'hint' }] },
          colour: { enumValues: [{ name: 'RED' }, { name: 'GREEN' }] },
          how: { inputFields: [{ name: 'thick' }] },
          secret: null,
          any: { possibleTypes: [{ name: 'Thing' }] },
          named: { possibleTypes: [{ name: 'Thing' }] },
          machinery: null,
        },
      },
      shortCut: false,
    },
  ],
};
