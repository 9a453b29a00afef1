/** The platform's scalars: digit for digit in both directions, and bad ones refused at the front door. */
import { SCALARS } from '../../../../platform/scalars.ts';
import { type Supergraph, subgraph } from '../supergraph.ts';

const DECLARED = 'scalar Decimal scalar BigInt scalar DateTime scalar UUID scalar JSON';

const ledger = subgraph(
  'ledger',
  `
  ${DECLARED}
  type Query {
    entry: Entry!
    decimals(of: [Decimal!]!): [Decimal!]!
    add(decimal: Decimal, big: BigInt, at: DateTime, id: UUID, json: JSON): Given!
    between(range: Between): String!
    named(id: ID!): ID!
  }
  input Between { from: Decimal!, to: Decimal = "10.50", at: DateTime }
  type Given { decimal: Decimal, big: BigInt, at: DateTime, id: UUID, json: JSON }
  type Entry @key(fields: "id amount") { id: BigInt!, amount: Decimal!, at: DateTime!, raw: JSON }
  `,
  {
    Query: {
      entry: () => ({
        id: '9007199254740993',
        amount: '2369.50',
        at: '2026-03-01T12:00:00.123456Z',
        raw: { price: '0.10', list: [1, null, { deep: true }] },
      }),
      decimals: (_: unknown, { of }: { of: string[] }) => of,
      add: (_: unknown, given: object) => given,
      between: (_: unknown, { range }: { range: object }) => JSON.stringify(range),
      named: (_: unknown, { id }: { id: string }) => id,
    },
  },
);

const audit = subgraph(
  'audit',
  `
  ${DECLARED}
  type Entry @key(fields: "id amount") {
    id: BigInt!, amount: Decimal!
    raw: JSON @external
    checked(against: Decimal): Decimal!
    seen: JSON @requires(fields: "raw")
  }
  `,
  {
    Entry: {
      checked: ({ amount }: { amount: string }, { against }: { against?: string }) => against ?? amount,
      seen: ({ raw, id }: { raw: unknown; id: string }) => ({ id, raw }),
    },
  },
);

const refused = (...messages: (string | undefined)[]) => ({
  errors: messages.map((message = '') => ({ message, code: 'BAD_USER_INPUT' })),
});
/** What the scalar itself says of a bad value; how it puts that is not this suite's business. */
function complaint(scalar: string): string {
  try {
    SCALARS[scalar]?.parseValue('nonsense');
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`${scalar} takes anything.`);
}

const [DECIMAL, BIG, TIME] = ['Decimal', 'BigInt', 'DateTime'].map(complaint);

export const scalars: Supergraph = {
  name: 'exact scalars',
  subgraphs: [ledger, audit],
  cases: [
    {
      name: 'an ID may be written as a number, of any size',
      document: '{ named(id: 99999999999999999999999999) zero: named(id: -0) }',
      answer: { data: { named: '99999999999999999999999999', zero: '-0' } },
    },
    {
      name: 'out, and through a key that consists of them',
      document: '{ entry { id amount at raw checked seen } }',
      answer: {
        data: {
          entry: {
            id: '9007199254740993',
            amount: '2369.50',
            at: '2026-03-01T12:00:00.123456Z',
            raw: { price: '0.10', list: [1, null, { deep: true }] },
            checked: '2369.50',
            seen: { id: '9007199254740993', raw: { price: '0.10', list: [1, null, { deep: true }] } },
          },
        },
      },
    },
    {
      name: 'in and out as variables',
      document: `query($d: Decimal, $b: BigInt, $t: DateTime, $u: UUID, $j: JSON) {
        add(decimal: $d, big: $b, at: $t, id: $u, json: $j) { decimal big at id json }
        entry { checked(against: $d) }
      }`,
      variables: {
        d: '-0.000000000000000000000000000010',
        b: '-9223372036854775808',
        t: '2026-03-01T12:00:00.1+02:00',
        u: '9b2f6c3e-1c2d-4e5f-8a9b-0c1d2e3f4a5b',
        j: { a: [1, '2', null, { b: 1.5 }] },
      },
      answer: {
        data: {
          add: {
            decimal: '-0.000000000000000000000000000010',
            big: '-9223372036854775808',
            at: '2026-03-01T12:00:00.1+02:00',
            id: '9b2f6c3e-1c2d-4e5f-8a9b-0c1d2e3f4a5b',
            json: { a: [1, '2', null, { b: 1.5 }] },
          },
          entry: { checked: '-0.000000000000000000000000000010' },
        },
      },
    },
    {
      name: 'in and out as variables, one subgraph',
      document:
        'query($d: Decimal, $j: JSON, $r: Between) { add(decimal: $d, json: $j) { json decimal big } between(range: $r) }',
      variables: { d: '12345678901234567890.10', j: [true, {}], r: { from: '1.0' } },
      answer: {
        data: {
          add: { json: [true, {}], decimal: '12345678901234567890.10', big: null },
          between: '{"from":"1.0","to":"10.50"}',
        },
      },
      shortCut: true,
    },
    {
      name: 'as literals, where a number keeps its digits',
      apolloDiffers: 'It reads the literals as doubles. A custom scalar decides how a literal is read (GraphQL 3.5.6).',
      document: `{
        decimals(of: [2369.50, "2369.50", 3, -0.10])
        add(decimal: 12345678901234567890.10, big: 9007199254740993, json: { a: [1, "x", null, E], b: { c: 1.50 } }) { decimal big json }
        entry { checked(against: 0.10) }
      }`,
      answer: {
        data: {
          decimals: ['2369.50', '2369.50', '3', '-0.10'],
          add: {
            decimal: '12345678901234567890.10',
            big: '9007199254740993',
            json: { a: [1, 'x', null, 'E'], b: { c: 1.5 } },
          },
          entry: { checked: '0.10' },
        },
      },
    },
    {
      name: 'a variable inside a JSON literal',
      document: 'query($x: String, $y: JSON) { add(json: { list: [$y, 2], x: $x }) { json } }',
      variables: { x: '5', y: { deep: [1] } },
      answer: { data: { add: { json: { list: [{ deep: [1] }, 2], x: '5' } } } },
    },
    {
      name: 'bad literals',
      document: '{ decimals(of: ["1,5"]) add(big: 1.5, at: "yesterday") { big } }',
      answer: refused(DECIMAL, BIG, TIME),
    },
    {
      name: 'bad variables',
      document: 'query($d: Decimal, $b: BigInt, $t: DateTime) { add(decimal: $d, big: $b, at: $t) { big } }',
      variables: { d: 1.5, b: '1.5', t: '2026-13-01T00:00:00Z' },
      answer: refused(
        `Variable "$d" got invalid value 1.5; ${DECIMAL}`,
        `Variable "$b" got invalid value "1.5"; ${BIG}`,
        `Variable "$t" got invalid value "2026-13-01T00:00:00Z"; ${TIME}`,
      ),
    },
    {
      name: 'a bad variable deep inside, over a border',
      document: 'query($r: Between, $d: Decimal) { between(range: $r) entry { checked(against: $d) } }',
      variables: { r: { from: 'x' }, d: '1' },
      answer: refused(`Variable "$r" got invalid value "x" at "r.from"; ${DECIMAL}`),
    },
  ],
};
