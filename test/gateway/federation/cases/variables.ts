/** Variables: defaults, null and absence, nested inputs, lists, and what is refused before anything is asked. */
import { type Supergraph, subgraph } from '../supergraph.ts';

/** The order in which arguments reach a resolver is nobody's promise: what is echoed has its keys sorted. */
const said = (asked: unknown): string =>
  JSON.stringify(asked, (_key, value) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

const echo = subgraph(
  'echo',
  `
  type Query {
    echo(a: Int, b: Int = 5, c: Int! = 7): String!
    deep(filter: Filter!): String!
    many(filters: [Filter!], grid: [[Int]]): String!
    pick(sides: [Side!], side: Side = LEFT): String!
    either(by: By!): String!
    types(i: Int, f: Float, s: String, b: Boolean, id: ID): String!
    item: Item!
  }
  input Filter { name: String, range: Range = { from: 1 }, all: [Filter!], side: Side }
  input Range { from: Int!, to: Int = 10 }
  input By @oneOf { id: ID, name: String }
  enum Side { LEFT, RIGHT }
  type Item @key(fields: "id") { id: ID! }
  `,
  {
    Query: {
      echo: (_: unknown, asked: unknown) => said(asked),
      deep: (_: unknown, { filter }: { filter: unknown }) => said(filter),
      many: (_: unknown, asked: unknown) => said(asked),
      pick: (_: unknown, asked: unknown) => said(asked),
      either: (_: unknown, { by }: { by: unknown }) => said(by),
      types: (_: unknown, asked: unknown) => said(asked),
      item: () => ({ id: 'i' }),
    },
  },
);

const entity = subgraph(
  'entity',
  `
  type Item @key(fields: "id") { id: ID!, echo(n: Int, filter: Filter): String! }
  input Filter { name: String, range: Range = { from: 1 }, all: [Filter!], side: Side }
  input Range { from: Int!, to: Int = 10 }
  enum Side { LEFT, RIGHT }
  `,
  { Item: { echo: (_: unknown, asked: unknown) => said(asked) } },
);

const refused = (...messages: string[]) => ({
  errors: messages.map((message) => ({ message, code: 'BAD_USER_INPUT' })),
});

export const variables: Supergraph = {
  name: 'variables',
  subgraphs: [echo, entity],
  cases: [
    {
      name: 'absent ones leave the argument to its default',
      document: 'query($a: Int, $b: Int, $c: Int) { echo(a: $a, b: $b) item { echo(n: $c) } }',
      answer: { data: { echo: '{"b":5,"c":7}', item: { echo: '{}' } } },
    },
    {
      name: 'absent ones, one subgraph',
      document: 'query($a: Int, $b: Int) { echo(a: $a, b: $b) }',
      answer: { data: { echo: '{"b":5,"c":7}' } },
      shortCut: true,
    },
    {
      name: 'null is not absent',
      document: 'query($a: Int, $b: Int) { echo(a: $a, b: $b) item { echo(n: $a) } }',
      variables: { a: null, b: null },
      answer: { data: { echo: '{"a":null,"b":null,"c":7}', item: { echo: '{"n":null}' } } },
    },
    {
      name: 'null is not absent, one subgraph',
      document: 'query($a: Int, $b: Int) { echo(a: $a, b: $b) }',
      variables: { a: null, b: null },
      answer: { data: { echo: '{"a":null,"b":null,"c":7}' } },
      shortCut: true,
    },
    {
      name: 'defaults of the operation',
      document: 'query($a: Int = 1, $b: Int = 2, $c: Int = 3) { echo(a: $a, b: $b, c: $c) item { echo(n: $c) } }',
      variables: { b: 20 },
      answer: { data: { echo: '{"a":1,"b":20,"c":3}', item: { echo: '{"n":3}' } } },
    },
    {
      name: 'defaults of the operation, one subgraph',
      document: 'query($a: Int = 1, $b: Int = 2, $c: Int = 3) { echo(a: $a, b: $b, c: $c) }',
      variables: { b: 20 },
      answer: { data: { echo: '{"a":1,"b":20,"c":3}' } },
      shortCut: true,
    },
    {
      name: 'null against a default, where the argument may be null',
      document: 'query($a: Int = 1) { echo(a: $a) }',
      variables: { a: null },
      answer: { data: { echo: '{"a":null,"b":5,"c":7}' } },
      shortCut: true,
    },
    {
      name: 'null against a default, where the argument may not be null',
      document: 'query($c: Int = 1) { echo(c: $c) }',
      variables: { c: null },
      answer: {
        data: null,
        errors: [
          { message: 'Argument "c" of non-null type "Int!" must not be null.', path: ['echo'], code: 'BAD_USER_INPUT' },
        ],
      },
    },
    {
      name: 'inside inputs inside lists',
      document: `
        query($name: String, $from: Int!, $to: Int, $more: [Filter!]) {
          deep(filter: { name: $name, range: { from: $from, to: $to }, all: [{ name: $name }, { all: $more }], side: RIGHT })
          item { echo(filter: { name: $name, all: $more }) }
        }`,
      variables: { name: 'n', from: 3, more: [{ name: 'm', range: { from: 4, to: null } }] },
      answer: {
        data: {
          deep: '{"all":[{"name":"n","range":{"from":1,"to":10}},{"all":[{"name":"m","range":{"from":4,"to":null}}],"range":{"from":1,"to":10}}],"name":"n","range":{"from":3,"to":10},"side":"RIGHT"}',
          item: {
            echo: '{"filter":{"all":[{"name":"m","range":{"from":4,"to":null}}],"name":"n","range":{"from":1,"to":10}}}',
          },
        },
      },
    },
    {
      name: 'inside inputs, one subgraph',
      document:
        'query($name: String, $from: Int!, $side: Side) { deep(filter: { name: $name, range: { from: $from }, side: $side }) }',
      variables: { from: 3, side: 'LEFT' },
      answer: { data: { deep: '{"range":{"from":3,"to":10},"side":"LEFT"}' } },
      shortCut: true,
    },
    {
      name: 'a whole input, one subgraph',
      document: 'query($filter: Filter!) { deep(filter: $filter) }',
      variables: { filter: { name: null, all: [{ range: null }], side: 'RIGHT' } },
      answer: { data: { deep: '{"all":[{"range":null}],"name":null,"range":{"from":1,"to":10},"side":"RIGHT"}' } },
      shortCut: true,
    },
    {
      name: 'one value stands for a list of one, at every level',
      document:
        'query($filters: [Filter!], $grid: [[Int]], $sides: [Side!]) { many(filters: $filters, grid: $grid) pick(sides: $sides) }',
      variables: { filters: { name: 'x' }, grid: 4, sides: 'RIGHT' },
      answer: {
        data: {
          many: '{"filters":[{"name":"x","range":{"from":1,"to":10}}],"grid":[[4]]}',
          pick: '{"side":"LEFT","sides":["RIGHT"]}',
        },
      },
      shortCut: true,
    },
    {
      name: 'one value stands for a list of one, in literals',
      document: '{ many(filters: { name: "x" }, grid: [1, [2, null], null]) pick(sides: RIGHT, side: null) }',
      answer: {
        data: {
          many: '{"filters":[{"name":"x","range":{"from":1,"to":10}}],"grid":[[1],[2,null],null]}',
          pick: '{"side":null,"sides":["RIGHT"]}',
        },
      },
      shortCut: true,
    },
    {
      name: 'values that become what the type says',
      document:
        'query($i: Int, $f: Float, $s: String, $b: Boolean, $id: ID) { types(i: $i, f: $f, s: $s, b: $b, id: $id) }',
      variables: { i: -2147483648, f: 3, s: 'true', b: false, id: 12 },
      answer: { data: { types: '{"b":false,"f":3,"i":-2147483648,"id":"12","s":"true"}' } },
      shortCut: true,
    },
    {
      name: 'exactly one of an input',
      document: 'query($by: By!, $id: ID!) { either(by: $by) other: either(by: { id: $id }) }',
      variables: { by: { name: 'n' }, id: 'i' },
      answer: { data: { either: '{"name":"n"}', other: '{"id":"i"}' } },
    },
    {
      name: 'two of an input that takes exactly one',
      document: 'query($by: By!) { either(by: $by) }',
      variables: { by: { name: 'n', id: 'i' } },
      answer: refused(
        'Variable "$by" got invalid value { name: "n", id: "i" }; Exactly one key must be specified for OneOf type "By".',
      ),
    },
    {
      name: 'unknown ones are ignored',
      document: 'query($a: Int) { echo(a: $a) }',
      variables: { a: 1, z: 2, __proto__: 3 },
      answer: { data: { echo: '{"a":1,"b":5,"c":7}' } },
      shortCut: true,
    },
    {
      name: 'a required one is missing',
      document: 'query($a: Int!) { echo(a: $a) item { id } }',
      answer: refused('Variable "$a" of required type "Int!" was not provided.'),
    },
    {
      name: 'a required one is null',
      document: 'query($filter: Filter!) { deep(filter: $filter) }',
      variables: { filter: null },
      answer: refused('Variable "$filter" of non-null type "Filter!" must not be null.'),
    },
    {
      name: 'a bad enum value',
      document: 'query($side: Side) { pick(side: $side) }',
      variables: { side: 'UP' },
      answer: refused('Variable "$side" got invalid value "UP"; Value "UP" does not exist in "Side" enum.'),
    },
    {
      name: 'a bad enum value deep inside',
      document: 'query($filter: Filter!) { deep(filter: $filter) item { id } }',
      variables: { filter: { all: [{ name: 'x' }, { side: 3 }] } },
      answer: refused(
        'Variable "$filter" got invalid value 3 at "filter.all[1].side"; Enum "Side" cannot represent non-string value: 3.',
      ),
    },
    {
      name: 'several that are wrong',
      document: 'query($a: Int, $b: Int, $c: Int!) { echo(a: $a, b: $b, c: $c) }',
      variables: { a: 'x', b: 2147483648 },
      answer: refused(
        'Variable "$a" got invalid value "x"; Int cannot represent non-integer value: "x"',
        'Variable "$b" got invalid value 2147483648; Int cannot represent non 32-bit signed integer value: 2147483648',
        'Variable "$c" of required type "Int!" was not provided.',
      ),
    },
    {
      name: 'kinds that do not become one another',
      document: 'query($s: String, $b: Boolean, $id: ID, $f: Float) { types(s: $s, b: $b, id: $id, f: $f) }',
      variables: { s: 1, b: 'true', id: 1.5, f: '1' },
      answer: refused(
        'Variable "$s" got invalid value 1; String cannot represent a non string value: 1',
        'Variable "$b" got invalid value "true"; Boolean cannot represent a non boolean value: "true"',
        'Variable "$id" got invalid value 1.5; ID cannot represent value: 1.5',
        'Variable "$f" got invalid value "1"; Float cannot represent non numeric value: "1"',
      ),
    },
    {
      name: 'a field that an input does not have',
      document: 'query($filter: Filter!) { deep(filter: $filter) }',
      variables: { filter: { nonsense: 1 } },
      answer: refused(
        'Variable "$filter" got invalid value { nonsense: 1 }; Field "nonsense" is not defined by type "Filter".',
      ),
    },
    {
      name: 'a field that an input must have',
      document: 'query($filter: Filter!) { deep(filter: $filter) }',
      variables: { filter: { range: { to: 3 } } },
      answer: refused(
        'Variable "$filter" got invalid value { to: 3 } at "filter.range"; Field "from" of required type "Int!" was not provided.',
      ),
    },
    {
      name: 'null in a list that takes none',
      document: 'query($sides: [Side!]) { pick(sides: $sides) }',
      variables: { sides: ['LEFT', null] },
      answer: refused(
        'Variable "$sides" got invalid value null at "sides[1]"; Expected non-nullable type "Side!" not to be null.',
      ),
    },
    {
      name: 'a condition without its variable',
      document: 'query($with: Boolean!) { echo @include(if: $with) }',
      answer: refused('Variable "$with" of required type "Boolean!" was not provided.'),
    },
    {
      name: 'a condition whose default was overridden by null',
      document: 'query($with: Boolean = true) { echo @include(if: $with) }',
      variables: { with: null },
      answer: refused('Argument "if" of non-null type "Boolean!" must not be null.'),
    },
    {
      name: 'a condition that keeps its default',
      document: 'query($with: Boolean = true) { echo @include(if: $with) item @skip(if: $with) { id } }',
      answer: { data: { echo: '{"b":5,"c":7}' } },
      shortCut: true,
    },
  ],
};
