/**
 * The guard of the short cut: it is taken only where API schema and subgraph mean the same by all that is asked. Every
 * case here would be answered by one subgraph alone; without the guard, those refused would show what is hidden or
 * differ in some other way from the planned answer.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openPath, type Path, RUNS_UNTIL_HOT } from './paths.ts';
import { type Case, type Supergraph, subgraph } from './supergraph.ts';

const ITEM = { id: '1', name: 'item', state: 'OPEN', stage: 'DRAFT', price: '1.50', box: { size: 3 }, kind: 'A' };

const store = subgraph(
  'store',
  `
  scalar Decimal
  type Query {
    item(id: ID): Item
    items(first: Int = 10, where: Where, hidden: Int = 4 @inaccessible): [Item!]!
    filtered(where: Open): Int
    thing: Thing
    either: Either
    rate: Decimal
    inState(state: State): Int
    atStage(stage: Stage): Int
  }
  type Mutation { touch: Item }
  type Item implements Thing @key(fields: "id") {
    id: ID!
    name: String! @shareable
    note: String @shareable
    state: State
    states: [[State!]]
    stage: Stage
    price: Decimal
    box: Box
    kind(of: Stage): String
  }
  type Box { size: Int! }
  type Other implements Thing { name: String! }
  interface Thing { name: String }
  union Either = Item | Other
  enum State { OPEN, CLOSED, LOST @inaccessible }
  enum Stage { DRAFT, FINAL }
  input Where { state: State, and: [Where!] }
  input Open { least: Int, most: Int, and: [Open!], stage: Stage }
  `,
  {
    Query: {
      item: () => ITEM,
      items: (_: unknown, { first, hidden }: { first: number; hidden: number }) =>
        Array.from({ length: Math.min(first, hidden) }, () => ({ ...ITEM, state: 'LOST' })),
      filtered: (_: unknown, { where }: { where?: { least?: number } }) => where?.least,
      thing: () => ({ __typename: 'Item', ...ITEM }),
      either: () => ({ __typename: 'Item', ...ITEM }),
      rate: () => '0.10',
      inState: () => 1,
      atStage: () => 2,
    },
    Mutation: { touch: () => ITEM },
    Item: {
      state: () => 'LOST',
      states: () => [['OPEN', 'CLOSED'], null],
      kind: (_: unknown, { of = 'none' }: { of?: string }) => of,
    },
  },
);

const notes = subgraph(
  'notes',
  `
  type Query { noted: [Item!]! }
  type Item @key(fields: "id") { id: ID!, name: String @shareable, note: String @shareable, stars: Int }
  `,
  { Query: { noted: () => [] } },
);

/** Calls its root by another name. */
const renamed = subgraph('renamed', 'schema { query: Root } type Root { count: Int }', { Root: { count: () => 7 } });

const data = (answer: Record<string, unknown>) => ({ answer: { data: answer } });

const TAKEN: Case[] = [
  {
    name: 'fields, aliases, nested objects',
    document: '{ item { id a: stage box { size } } }',
    ...data({ item: { id: '1', a: 'DRAFT', box: { size: 3 } } }),
  },
  { name: 'custom scalars', document: '{ rate item { price } }', ...data({ rate: '0.10', item: { price: '1.50' } }) },
  {
    name: 'fragments on the very type',
    document: '{ ...Q } fragment Q on Query { item { ... on Item { id } ... { stage } } }',
    ...data({ item: { id: '1', stage: 'DRAFT' } }),
  },
  {
    name: 'fragments on an interface of the very type',
    document: '{ item { ... on Thing { ... on Item { id } } } }',
    ...data({ item: { id: '1' } }),
  },
  {
    name: 'an argument that is hidden and not asked for keeps its default',
    document: '{ items { id } }',
    ...data({ items: Array.from({ length: 4 }, () => ({ id: '1' })) }),
  },
  {
    name: 'variables of an input that contains itself',
    document: 'query($where: Open) { filtered(where: $where) }',
    variables: { where: { least: 4, and: [{ most: 1, and: [] }] } },
    ...data({ filtered: 4 }),
  },
  {
    name: 'variables inside literals',
    document:
      'query($n: Int, $stage: Stage) { filtered(where: { least: $n, and: [{ stage: $stage }] }) item { kind(of: $stage) } }',
    variables: { n: 5 },
    ...data({ filtered: 5, item: { kind: 'none' } }),
  },
  {
    name: 'an enum that is the same on both sides',
    document: 'query($stage: Stage) { atStage(stage: $stage) item { kind(of: FINAL) } }',
    variables: { stage: 'DRAFT' },
    ...data({ atStage: 2, item: { kind: 'FINAL' } }),
  },
  {
    name: 'a field that other subgraphs share with the same type',
    document: '{ item { note } }',
    ...data({ item: { note: null } }),
  },
  { name: 'the name of the root', document: '{ __typename rate }', ...data({ __typename: 'Query', rate: '0.10' }) },
  { name: 'a root with another name', document: '{ count __typename }', ...data({ count: 7, __typename: 'Query' }) },
];

const NOT_TAKEN: Case[] = [
  { name: 'an enum with a hidden value comes out', document: '{ item { state } }', ...data({ item: { state: null } }) },
  {
    name: 'lists of it come out',
    document: '{ item { states } }',
    ...data({ item: { states: [['OPEN', 'CLOSED'], null] } }),
  },
  { name: 'it goes in', document: '{ inState(state: OPEN) }', ...data({ inState: 1 }) },
  {
    name: 'it goes in as a variable',
    document: 'query($state: State) { inState(state: $state) }',
    variables: { state: 'CLOSED' },
    ...data({ inState: 1 }),
  },
  {
    name: 'it goes in inside an input',
    document: 'query($where: Where) { items(first: 1, where: $where) { id } }',
    variables: { where: { and: [{ state: 'OPEN' }] } },
    ...data({ items: [{ id: '1' }] }),
  },
  {
    name: 'a field that may be null on one side only',
    document: '{ item { name } }',
    ...data({ item: { name: 'item' } }),
  },
  {
    name: 'an interface',
    document: '{ thing { __typename name } }',
    ...data({ thing: { __typename: 'Item', name: 'item' } }),
  },
  { name: 'a union', document: '{ either { ... on Item { id } } }', ...data({ either: { id: '1' } }) },
  { name: 'two subgraphs', document: '{ count rate }', ...data({ count: 7, rate: '0.10' }) },
  {
    name: 'an entity of another subgraph',
    document: '{ item { id stars } }',
    ...data({ item: { id: '1', stars: null } }),
  },
  {
    name: 'a response key that had to be renamed',
    document: '{ item { id: stage } }',
    ...data({ item: { id: 'DRAFT' } }),
  },
  { name: 'a mutation', document: 'mutation { touch { id } }', ...data({ touch: { id: '1' } }) },
  {
    name: 'introspection',
    document: '{ __type(name: "State") { enumValues { name } } }',
    ...data({ __type: { enumValues: [{ name: 'OPEN' }, { name: 'CLOSED' }] } }),
  },
];

const SUPERGRAPH: Supergraph = { name: 'guard', subgraphs: [store, notes, renamed], cases: [] };

let path: Path;
beforeAll(async () => {
  path = await openPath('single-fetch', SUPERGRAPH);
});
afterAll(() => path?.close());

describe.each([
  ['taken', true, TAKEN],
  ['not taken', false, NOT_TAKEN],
] as const)('the short cut is %s', (_, expected, cases) => {
  test.each(cases)('$name', async (asked) => {
    for (let run = 1; run <= RUNS_UNTIL_HOT; run++) {
      const answers = await path.run(asked);
      expect(answers).toEqual([asked.answer]);
      expect(JSON.stringify(answers)).toBe(JSON.stringify([asked.answer]));
    }
    expect(path.takesShortCut(asked)).toBe(expected);
  });
});

test('it is taken from the third run on, not before', async () => {
  const asked = { name: '', document: '{ rate again: rate }' };
  const taken: boolean[] = [];
  for (let run = 1; run <= 3; run++) {
    taken.push(path.takesShortCut(asked));
    await path.run(asked);
  }
  expect([...taken, path.takesShortCut(asked)]).toEqual([false, false, false, true]);
});

test('bad variables are refused in the same words before and after', async () => {
  const document = 'query($n: Int!) { items(first: $n) { id } }';
  const refusals = new Set<string>();
  for (let run = 1; run <= RUNS_UNTIL_HOT; run++) {
    refusals.add(JSON.stringify(await path.run({ name: '', document, variables: { n: 'x' } })));
  }
  expect([...refusals]).toHaveLength(1);
  expect(JSON.parse([...refusals].join())).toMatchObject([{ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] }]);
  expect(path.takesShortCut({ name: '', document })).toBe(true);
});
