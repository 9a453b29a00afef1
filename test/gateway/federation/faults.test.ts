/** What callers see, and what the log says, when a subgraph is down, hangs, breaks or refuses. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import type { Result } from '../../../gateway/link.ts';
import { openPath, PATHS, type Path, type PathName, type PathOptions } from './paths.ts';
import { type Supergraph, subgraph, type TinySubgraph } from './supergraph.ts';

const USERS = [
  { id: '1', name: 'Ada' },
  { id: '2', name: 'Grace' },
];

const alpha = subgraph(
  'alpha',
  `
  type Query { user: User, users: [User]!, fine: String, breaks: String }
  type Mutation { note(text: String!): String }
  type Subscription { user: User }
  type User @key(fields: "id") { id: ID!, name: String!, friend: User }
  `,
  {
    Query: {
      user: () => USERS[0],
      users: () => [USERS[0], null, USERS[1]],
      fine: () => 'fine',
      breaks: () => {
        throw new Error('password=sesame');
      },
    },
    Mutation: { note: (_: unknown, { text }: { text: string }) => text },
    Subscription: {
      user: {
        subscribe: async function* () {
          for (const user of USERS) yield { user };
        },
      },
    },
  },
);

const beta = subgraph(
  'beta',
  `
  type Query { far: String, numbers: [Int!], waits: String }
  type Mutation { far(text: String!): String }
  type User @key(fields: "id") @key(fields: "mail") { id: ID!, score: Int, rank: Int!, mail: String! }
  `,
  {
    Query: { far: () => 'far', waits: () => new Promise(() => {}) },
    Mutation: { far: (_: unknown, { text }: { text: string }) => text },
    User: { score: () => 1, rank: () => 2, mail: ({ id }: { id: string }) => `${id}@example.com` },
  },
);

/** Can be asked by mail address alone, which only beta knows. */
const gamma = subgraph('gamma', 'type User @key(fields: "mail") { mail: String!, letters: Int, stamps: Int! }', {
  User: { letters: () => 3, stamps: () => 4 },
});

const SUPERGRAPH: Supergraph = { name: 'faults', subgraphs: [alpha, beta, gamma], cases: [] };

let open: Path | undefined;
afterEach(() => open?.close());

async function answers(
  name: PathName,
  document: string,
  options: PathOptions = {},
  supergraph: Supergraph = SUPERGRAPH,
): Promise<Result[]> {
  open = await openPath(name, supergraph, options);
  return open.run({ name: '', document });
}

const away = (...path: (string | number)[]) => ({
  message: 'The beta service is not available.',
  path,
  extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', serviceName: 'beta' },
});

describe('a subgraph that is down', () => {
  const down = ['beta'];

  test('costs its fields, each with an error, and nothing else', async () => {
    const document = '{ fine user { name s: score } far again: far users { id score } numbers }';
    expect(await answers('http', document, { down })).toEqual([
      {
        data: {
          fine: 'fine',
          user: { name: 'Ada', s: null },
          far: null,
          again: null,
          users: [{ id: '1', score: null }, null, { id: '2', score: null }],
          numbers: null,
        },
        errors: expect.arrayContaining([
          away('user', 's'),
          away('far'),
          away('again'),
          away('users', 0, 'score'),
          away('users', 2, 'score'),
          away('numbers'),
        ]),
      },
    ]);
  });

  test('costs the objects whose fields may not be null', async () => {
    expect(await answers('http', '{ user { name rank score } users { rank } fine }', { down })).toEqual([
      {
        data: { user: null, users: [null, null, null], fine: 'fine' },
        errors: expect.arrayContaining([away('user', 'rank'), away('users', 0, 'rank'), away('users', 2, 'rank')]),
      },
    ]);
  });

  test('costs what lies behind it, with an error that points at the entity', async () => {
    expect(await answers('http', '{ user { name letters } }', { down })).toEqual([
      { data: { user: { name: 'Ada', letters: null } }, errors: [away('user')] },
    ]);
    await open?.close();
    expect(await answers('http', '{ user { name stamps } }', { down })).toEqual([
      { data: { user: null }, errors: [away('user')] },
    ]);
  });

  test('costs every event its fields', async () => {
    expect(await answers('http', 'subscription { user { name score } }', { down })).toEqual([
      { data: { user: { name: 'Ada', score: null } }, errors: [away('user', 'score')] },
      { data: { user: { name: 'Grace', score: null } }, errors: [away('user', 'score')] },
    ]);
  });

  test('does not keep later mutations from running', async () => {
    const document = 'mutation { a: note(text: "a") far(text: "b") c: note(text: "c") }';
    expect(await answers('http', document, { down })).toEqual([
      { data: { a: 'a', far: null, c: 'c' }, errors: [away('far')] },
    ]);
  });

  test('leaves null alone when nothing else was asked', async () => {
    expect(await answers('http', '{ far __typename }', { down })).toEqual([
      { data: { far: null, __typename: 'Query' }, errors: [away('far')] },
    ]);
  });

  test('says nothing of where it was, which the log does', async () => {
    const { log, lines } = recording();
    const [answer] = await answers('http', '{ far }', { down, log });
    expect(JSON.stringify(answer)).not.toMatch(/127\.0\.0\.1|fetch/);
    expect(lines()).toEqual([
      expect.objectContaining({ msg: 'a subgraph did not answer', subgraph: 'beta', requestId: 'request-1' }),
    ]);
  });
});

test('a subgraph that does not answer in time costs its fields', async () => {
  expect(await answers('http', '{ fine waits }', { timeoutMs: 200 })).toEqual([
    {
      data: { fine: 'fine', waits: null },
      errors: [
        {
          message: 'The beta service took too long.',
          path: ['waits'],
          extensions: { code: 'GATEWAY_TIMEOUT', serviceName: 'beta' },
        },
      ],
    },
  ]);
});

test.each(PATHS)('an accident in a resolver is masked and logged with the request id: %s', async (name) => {
  const { log, lines } = recording();
  open = await openPath(name, SUPERGRAPH, { log });
  for (let run = 0; run < 4; run++) {
    const [answer] = await open.run({ name: '', document: '{ fine breaks }' });
    expect(answer?.data).toEqual({ fine: 'fine', breaks: null });
    expect(answer?.errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-1' } }]);
    expect(JSON.stringify(answer)).not.toContain('sesame');
  }
  const line = { level: 50, requestId: 'request-1', path: ['breaks'], err: { message: 'password=sesame' } };
  expect(lines()).toMatchObject([line, line, line, line]);
});

test.each(PATHS.filter((name) => name !== 'http'))('a subgraph that refuses the viewer: %s', async (name) => {
  const closed: TinySubgraph = {
    ...beta,
    createContext: () => {
      throw new GraphQLError('Not for you.', { extensions: { code: 'FORBIDDEN' } });
    },
  };
  open = await openPath(name, { ...SUPERGRAPH, subgraphs: [alpha, closed, gamma] });
  const refused = (...path: string[]) => ({ message: 'Not for you.', path, extensions: { code: 'FORBIDDEN' } });
  for (let run = 0; run < 4; run++) {
    expect(await open.run({ name: '', document: '{ far numbers }' })).toEqual([
      { data: { far: null, numbers: null }, errors: [refused('far'), refused('numbers')] },
    ]);
    expect(await open.run({ name: '', document: '{ user { name score } }' })).toEqual([
      { data: { user: { name: 'Ada', score: null } }, errors: [refused('user', 'score')] },
    ]);
  }
});

test.each([
  ['', ''],
  ['($yes: Boolean = true)', '@include(if: $yes)'],
])('fragments that double with each level are refused, not written out %s', async (variables, condition) => {
  const levels = Array.from(
    { length: 30 },
    (_, n) => `fragment F${n} on User { a: friend { ...F${n + 1} } b: friend ${condition} { ...F${n + 1} } }`,
  );
  const document = `query ${variables} { user { ...F0 } } ${levels.join(' ')} fragment F30 on User { id }`;
  expect(await answers('in-process', document)).toMatchObject([
    {
      errors: [{ message: 'An operation may have 5000 selections at most.', extensions: { code: 'BAD_USER_INPUT' } }],
    },
  ]);
});

function recording() {
  const written: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => written.push(line) });
  return { log, lines: () => written.map((line) => JSON.parse(line)) };
}
