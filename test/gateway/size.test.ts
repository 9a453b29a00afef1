/** What one document may cost: how large its answer may become, how deep it may go, what the cache keeps of it. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createGraph, type Graph, isRefusal } from '../../gateway/graph.ts';
import { inProcess } from '../../gateway/in-process.ts';
import type { Result } from '../../gateway/link.ts';
import { Scope } from '../../gateway/scope.ts';
import { createLog } from '../../platform/log.ts';
import { ADMIN } from '../../platform/viewer.ts';
import { compose, subgraph } from './federation/supergraph.ts';

const shop = subgraph(
  'shop',
  `
  type Query {
    shelf: Shelf
    books(first: Int = 20, after: String): Books
    unsaid(first: Int): Books
    named(names: [String!]!): [Book!]
    either: Either
  }
  type Shelf { books(first: Int = 20): Books, next: Shelf, either: Either }
  type Books { edges: [Edge!], nodes: [Book!], total: Int, of: Shelf }
  type Edge { node: Book, cursor: String }
  type Book { name: String, shelf: Shelf, authors: [Shelf!] }
  union Either = Book | Shelf
  `,
  { Query: { books: () => ({ total: 3 }), unsaid: () => ({ total: 3 }), named: () => [] } },
);

async function openGraph(maxAnswerObjects?: number): Promise<Graph> {
  const log = createLog('silent');
  return createGraph({
    supergraphSdl: compose({ name: 'shop', subgraphs: [shop], cases: [] }),
    links: [inProcess(shop, { log, jit: true })],
    log,
    singleFetch: true,
    documentCacheSize: 100,
    ...(maxAnswerObjects !== undefined && { maxAnswerObjects }),
  });
}

async function ask(graph: Graph, document: string, variables: Record<string, unknown> = {}): Promise<Result> {
  const operation = graph.prepare(document);
  if (isRefusal(operation)) return operation;
  return (await operation.execute(variables, new Scope(ADMIN, 'request'))) as Result;
}

const refusalOf = ({ data, errors }: Result) => ({
  data,
  errors: errors?.map(({ message, extensions }) => [extensions.code, message]),
});

const tooLarge = (wanted: string, allowed: string) => ({
  data: undefined,
  errors: [
    ['BAD_USER_INPUT', `The answer could hold ${wanted} objects; ${allowed} are allowed. Ask for smaller pages.`],
  ],
});

describe('the number of lists', () => {
  const lists = (count: number) =>
    `{ ${Array.from({ length: count }, (_, n) => `l${n}: books(first: 0) { total }`).join(' ')} }`;

  test('is a hundred at most, whatever their size', async () => {
    const graph = await openGraph();
    expect((await ask(graph, lists(100))).errors).toBeUndefined();
    expect(refusalOf(await ask(graph, lists(101)))).toEqual({
      data: undefined,
      errors: [['BAD_USER_INPUT', 'An operation may ask for 100 lists at most.']],
    });
  });
});

describe('the size of an answer', () => {
  let none: Graph;
  beforeAll(async () => {
    none = await openGraph(0);
  });

  test.each([
    ['single objects', '{ shelf { next { next { __typename } } } }', {}, 3],
    ['a page', '{ books(first: 7) { nodes { name } } }', {}, 8],
    ['a page by edges', '{ books(first: 7) { edges { node { name } } } }', {}, 15],
    ['a connection without its nodes', '{ books(first: 7) { total } }', {}, 1],
    ['what else a connection has', '{ books(first: 7) { of { __typename } } }', {}, 2],
    ['the default of the schema', '{ books { nodes { name } } }', {}, 21],
    ['no default at all', '{ unsaid { nodes { name } } }', {}, 21],
    ['null for the size of a page', '{ books(first: null) { nodes { name } } }', {}, 21],
    ['less than nothing', '{ books(first: -5) { nodes { name } } }', {}, 1],
    ['pages in pages', '{ books(first: 5) { nodes { shelf { books(first: 4) { nodes { name } } } } } }', {}, 36],
    [
      'fragments',
      '{ ...A } fragment A on Query { books(first: 2) { ... { nodes { ...B } } } } fragment B on Book { shelf { __typename } }',
      {},
      5,
    ],
    ['members of a union', '{ either { ... on Shelf { books(first: 3) { nodes { name } } } } }', {}, 5],
    [
      'a list of unknown length',
      '{ named(names: []) { name } books(first: 2) { nodes { authors { __typename } } } }',
      {},
      6,
    ],
    ['a list of names', '{ named(names: ["a", "b", "c"]) { shelf { __typename } } }', {}, 6],
    ['aliases', '{ a: shelf { __typename } b: shelf { __typename } a: shelf { next { __typename } } }', {}, 3],
    ['a variable', 'query($n: Int) { books(first: $n) { nodes { name } } }', { n: 50 }, 51],
    ['a variable that is null', 'query($n: Int) { books(first: $n) { nodes { name } } }', { n: null }, 21],
    ['a variable that is not given', 'query($n: Int) { books(first: $n) { nodes { name } } }', {}, 21],
    ['its own default', 'query($n: Int = 30) { books(first: $n) { nodes { name } } }', {}, 31],
    ['a list in a variable', 'query($l: [String!]!) { named(names: $l) { name } }', { l: ['a', 'b', 'c', 'd'] }, 4],
    ['one value for a list', 'query($l: [String!]!) { named(names: $l) { name } }', { l: 'a' }, 1],
    ['variables in a list', 'query($a: String!) { named(names: [$a, $a]) { name } }', { a: 'a' }, 2],
    [
      'what is included',
      'query($yes: Boolean!) { books(first: 3) @include(if: $yes) { nodes { name } } shelf @skip(if: $yes) { next { __typename } } }',
      { yes: true },
      4,
    ],
    [
      'many leaves in one object',
      `{ shelf { ${Array.from({ length: 96 }, (_, i) => `a${i}: __typename`).join(' ')} } }`,
      {},
      4,
    ],
  ])('counts %s', async (_what, document, variables, objects) => {
    expect(refusalOf(await ask(none, document, variables))).toEqual(tooLarge(`up to ${objects}`, '0'));
  });

  test('is 20,000 objects unless another limit is set', async () => {
    const graph = await openGraph();
    const pages = (deep: number): string =>
      deep ? `books(first: 100) { nodes { shelf { ${pages(deep - 1)} } } }` : '__typename';
    expect(refusalOf(await ask(graph, `{ ${pages(3)} }`))).toEqual(tooLarge('up to 2,030,301', '20,000'));
    expect(refusalOf(await ask(graph, `{ ${pages(9)} }`))).toEqual(tooLarge('more than 1,000,000,000', '20,000'));
    expect(
      await ask(graph, '{ books(first: 100) { total nodes { shelf { books(first: 99) { nodes { name } } } } } }'),
    ).toEqual({
      data: { books: { total: 3, nodes: null } },
    });
  });

  test('is read anew from the variables of each run', async () => {
    const graph = await openGraph(51);
    const document = 'query($n: Int) { books(first: $n) { total nodes { name } } }';
    for (let run = 0; run < 5; run++) {
      expect(await ask(graph, document, { n: 50 })).toEqual({ data: { books: { total: 3, nodes: null } } });
      expect(refusalOf(await ask(graph, document, { n: 51 }))).toEqual(tooLarge('up to 52', '51'));
    }
  });

  test('is known before anything runs where no variable decides over it', async () => {
    const graph = await openGraph(20);
    expect(isRefusal(graph.prepare('{ books { nodes { name } } }'))).toBe(true);
    expect(isRefusal(graph.prepare('query($n: Int) { books(first: $n) { nodes { name } } }'))).toBe(false);
  });
});

describe('a document', () => {
  let graph: Graph;
  beforeAll(async () => {
    graph = await openGraph();
  });

  const TOO_DEEP = {
    data: undefined,
    errors: [['GRAPHQL_PARSE_FAILED', 'The document is nested too deeply.']],
  };
  const nested = (levels: number, open: string): string =>
    `${open.repeat(levels)} { __typename } ${'}'.repeat(levels)}`;

  test.each([
    ['that no schema knows', `${nested(4_000, '{a')}`],
    ['of fields', `{ shelf ${nested(3_000, '{next')} }`],
    ['of fragments', `{ shelf ${nested(3_000, '{...')} }`],
    ['of lists', `{ named(names: ${'['.repeat(4_000)}${']'.repeat(4_000)}) { name } }`],
    [
      'under conditions',
      `query($yes: Boolean!) { shelf ${nested(2_500, '{next')} a: shelf @include(if: $yes) { __typename } }`,
    ],
  ])('too deeply nested, %s, is refused', async (_what, text) => {
    expect(refusalOf(await ask(graph, text, { yes: true }))).toEqual(TOO_DEEP);
  });

  test('may be 45 levels deep, and is refused in the same words beyond that', async () => {
    expect(await ask(graph, `{ shelf ${nested(43, '{next')} }`)).toEqual({ data: { shelf: null } });
    const ofUnion = nested(40, '{next').replace(
      '{ __typename }',
      '{ either { ... on Shelf { next { __typename } } } }',
    );
    expect(await ask(graph, `{ shelf ${ofUnion} }`)).toEqual({ data: { shelf: null } });
    const beyond = [44, 60, 200, 1_000, 2_000].map((levels) => ask(graph, `{ shelf ${nested(levels, '{next')} }`));
    for (const answer of await Promise.all(beyond)) expect(refusalOf(answer)).toEqual(TOO_DEEP);
  });

  test('has 50 operations at most', async () => {
    const operations = (count: number) =>
      Array.from({ length: count }, (_, index) => `query Q${index} { shelf { __typename } }`).join(' ');
    expect(isRefusal(graph.prepare(operations(50), 'Q1'))).toBe(false);
    expect(refusalOf(graph.prepare(operations(51), 'Q1') as Result).errors).toEqual([
      ['GRAPHQL_VALIDATION_FAILED', 'A document may have 50 operations at most.'],
    ]);
  });
});

describe('the cache', () => {
  /** Looked at here, because Jest cannot print operations of this size. */
  function isKept(graph: Graph, document: string, operationName?: string): boolean {
    const prepared = graph.prepare(document, operationName);
    return graph.prepare(document, operationName) === prepared;
  }

  const fields = (count: number) => Array.from({ length: count }, (_, index) => `a${index}: __typename`).join(' ');

  test('keeps what is light', async () => {
    const graph = await openGraph();
    expect(isKept(graph, '{ shelf { __typename } }')).toBe(true);
  });

  test('keeps no document that is too heavy, however short', async () => {
    const graph = await openGraph();
    const conditions = ['a', 'b', 'c', 'd', 'e'].map((name) => `$${name}: Boolean!`).join(' ');
    const used = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}: __typename @include(if: $${name})`).join(' ');
    const heavy = (operations: number) =>
      `${Array.from({ length: operations }, (_, i) => `query Q${i}(${conditions}) { shelf { ...F ${used} } }`).join(' ')}
       fragment F on Shelf { ${fields(1_600)} }`;
    expect(isKept(graph, heavy(21), 'Q1')).toBe(false);
    expect(isKept(graph, heavy(17), 'Q1')).toBe(true);
  });

  test('lets go of the oldest documents when all together weigh too much', async () => {
    const graph = await openGraph();
    const document = (index: number) => `{ shelf { __typename } } # ${index} ${'x'.repeat(500_000)}`;
    const first = graph.prepare(document(0));
    expect(graph.prepare(document(0)) === first).toBe(true);
    for (let index = 1; index <= 4; index++) graph.prepare(document(index));
    expect(graph.prepare(document(0)) === first).toBe(false);
  });
});
