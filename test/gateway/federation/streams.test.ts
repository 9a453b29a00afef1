/** Subscriptions as streams: they end at their source, last as long as they like, and carry any text. */
import { EventEmitter, once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import { isRefusal } from '../../../gateway/graph.ts';
import { isStream, type Result } from '../../../gateway/link.ts';
import { Scope } from '../../../gateway/scope.ts';
import { ADMIN } from '../../../platform/viewer.ts';
import { openPath, PATHS, type Path, type PathName, type PathOptions } from './paths.ts';
import { type Supergraph, subgraph } from './supergraph.ts';

const LONG_TEXT = 'prix 12 € – 価格 🚀 '.repeat(20_000);

/** Tells when a source was ended by its reader. */
const ends = new EventEmitter();

/** Sends one event and then none, like a channel on which nothing happens. */
function quietChannel(): AsyncIterableIterator<unknown> {
  let sent = false;
  let end: (result: IteratorResult<unknown>) => void = () => {};
  const done = new Promise<IteratorResult<unknown>>((resolve) => {
    end = resolve;
  });
  return {
    async next() {
      if (sent) return done;
      sent = true;
      return { done: false, value: { quiet: { id: '1' } } };
    },
    async return() {
      end({ done: true, value: undefined });
      ends.emit('channel');
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* generator(): AsyncGenerator<unknown> {
  try {
    for (let id = 1; id <= 100; id++) yield { many: { id: String(id) } };
  } finally {
    ends.emit('generator');
  }
}

const events = subgraph(
  'events',
  `
  type Query { fine: String }
  type Subscription { quiet: Thing, many: Thing, slow(ms: Int!): Int, text: String }
  type Thing @key(fields: "id") { id: ID! }
  `,
  {
    Subscription: {
      quiet: { subscribe: quietChannel },
      many: { subscribe: generator },
      slow: {
        subscribe: async function* (_: unknown, { ms }: { ms: number }) {
          yield { slow: 1 };
          await new Promise((resolve) => setTimeout(resolve, ms));
          yield { slow: 2 };
        },
      },
      text: {
        subscribe: async function* () {
          yield { text: LONG_TEXT };
        },
      },
    },
  },
);

const names = subgraph('names', 'type Thing @key(fields: "id") { id: ID!, name: String }', {
  Thing: { name: ({ id }: { id: string }) => `name ${id}` },
});

const SUPERGRAPH: Supergraph = { name: 'streams', subgraphs: [events, names], cases: [] };

let open: Path | undefined;
afterEach(() => open?.close());

async function subscribe(name: PathName, document: string, options: PathOptions = {}): Promise<AsyncIterator<Result>> {
  open = await openPath(name, SUPERGRAPH, options);
  const operation = open.graph.prepare(document);
  if (isRefusal(operation)) throw operation.errors[0];
  const answer = await operation.execute({}, new Scope(ADMIN, 'request-1'));
  if (!isStream(answer)) throw new Error(JSON.stringify(answer));
  return answer[Symbol.asyncIterator]();
}

describe.each(PATHS)('%s', (name) => {
  test.each([
    ['within one subgraph', '{ id }'],
    ['with a hop to another subgraph', '{ id name }'],
  ])('leaving while nothing happens ends the source, %s', async (_, selection) => {
    const ended = once(ends, 'channel');
    const stream = await subscribe(name, `subscription { quiet ${selection} }`);
    expect((await stream.next()).value).toMatchObject({ data: { quiet: { id: '1' } } });
    const pending = stream.next();
    await stream.return?.();
    await ended;
    expect((await pending).done).toBe(true);
  });

  test('leaving between two events runs the source to its end', async () => {
    const ended = once(ends, 'generator');
    const stream = await subscribe(name, 'subscription { many { id name } }');
    expect((await stream.next()).value).toEqual({ data: { many: { id: '1', name: 'name 1' } } });
    await stream.return?.();
    await ended;
  });

  test('long text of any script arrives whole', async () => {
    const stream = await subscribe(name, 'subscription { text }');
    const { value } = await stream.next();
    expect(value.data.text === LONG_TEXT).toBe(true);
    expect((await stream.next()).done).toBe(true);
  });
});

test('a subscription may last longer than a request', async () => {
  const stream = await subscribe('http', 'subscription { slow(ms: 400) }', { timeoutMs: 200 });
  expect(await stream.next()).toEqual({ done: false, value: { data: { slow: 1 } } });
  expect(await stream.next()).toEqual({ done: false, value: { data: { slow: 2 } } });
  expect((await stream.next()).done).toBe(true);
});

test('a subgraph that goes away ends its subscriptions, with an error', async () => {
  const stream = await subscribe('http', 'subscription { quiet { id } }');
  await stream.next();
  const next = stream.next();
  await open?.close();
  expect(JSON.parse(JSON.stringify((await next).value))).toEqual({
    data: { quiet: null },
    errors: [
      {
        message: 'The events service is not available.',
        path: ['quiet'],
        extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', serviceName: 'events' },
      },
    ],
  });
  expect((await stream.next()).done).toBe(true);
});
