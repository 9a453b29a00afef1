import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Cache } from '../../platform/cache.ts';
import { createLog } from '../../platform/log.ts';
import { createMemoryCache } from '../../platform/memory-cache.ts';
import { connectValkey } from '../../platform/valkey.ts';
import { startTestValkey, type TestValkey } from '../support/private-valkey.ts';

const log = createLog('silent');
const valkey: TestValkey | undefined = await startTestValkey();
afterAll(() => valkey?.stop());

const CACHES: [string, () => Cache][] = [['memory', () => createMemoryCache({ log })]];
if (valkey) CACHES.push(['a real server', () => connectValkey(valkey.url, { log, commandTimeoutMs: 2_000 })]);
else test.skip('a real server: neither valkey-server nor redis-server is on PATH', () => {});

describe.each(CACHES)('the cache contract: %s', (name, create) => {
  let cache: Cache;
  let other: Cache;
  beforeAll(() => {
    cache = create();
    // Only a real server can be shared; the memory cache is the whole of its process.
    other = name === 'memory' ? cache : create();
  });
  beforeEach(async () => {
    await valkey?.ask('FLUSHALL');
    await cache.remove(['a', 'b', 'c']);
  });
  afterAll(async () => {
    await Promise.all([cache.close(), other.close()]);
  });

  test('answers a ping', async () => {
    await expect(cache.ping()).resolves.toBeUndefined();
  });

  describe('hashes', () => {
    test('come back in the order of the keys, a missing one empty', async () => {
      await cache.writeHashFields([
        { key: 'a', field: 'kraken', value: '1' },
        { key: 'b', field: 'kraken', value: '2' },
        { key: 'a', field: 'okx', value: '3' },
      ]);
      expect(await cache.readHashes(['b', 'c', 'a', 'b'])).toEqual([
        { kraken: '2' },
        {},
        { kraken: '1', okx: '3' },
        { kraken: '2' },
      ]);
    });

    test('of several callers in one turn go to the right one each', async () => {
      await cache.writeHashFields([
        { key: 'a', field: 'f', value: '1' },
        { key: 'b', field: 'f', value: '2' },
      ]);
      const answers = await Promise.all([
        cache.readHashes(['a', 'b']),
        cache.readHashes(['c', 'b']),
        cache.readHashes([]),
        cache.readHashes(['b']),
      ]);
      expect(answers).toEqual([[{ f: '1' }, { f: '2' }], [{}, { f: '2' }], [], [{ f: '2' }]]);
    });

    test.each([
      '2369.50',
      '9007199254740993',
      '0.000000000000000001',
      '',
      'null',
      '{"a":"b/c"}',
      'quote " backslash \\ slash / newline \n tab \t nul \0 del \x7f',
      'Größe 価格 🚀 \u2028',
    ])('keep %j digit for digit', async (value) => {
      await cache.writeHashFields([{ key: 'a', field: value || 'empty', value }]);
      expect(await cache.readHashes(['a'])).toEqual([{ [value || 'empty']: value }]);
    });

    test('are overwritten by writing, the last one winning', async () => {
      await cache.writeHashFields([{ key: 'a', field: 'f', value: 'old' }]);
      await cache.writeHashFields([
        { key: 'a', field: 'f', value: 'new' },
        { key: 'a', field: 'f', value: 'newest' },
      ]);
      expect(await cache.readHashes(['a'])).toEqual([{ f: 'newest' }]);
    });

    test('with versions keep the newer value, whoever writes last, and take one that is as new', async () => {
      const version = [1, 3] as const;
      await cache.writeHashFields([{ key: 'a', field: 'f', value: '905z first' }]);
      await cache.writeHashFields(
        [
          { key: 'a', field: 'f', value: '904z older' },
          { key: 'a', field: 'missing', value: '001' },
          { key: 'b', field: 'f', value: '002' },
          { key: 'b', field: 'f', value: '901 older than the one before it' },
        ],
        version,
      );
      expect(await cache.readHashes(['a', 'b'])).toEqual([{ f: '905z first', missing: '001' }, { f: '002' }]);
      await cache.writeHashFields([{ key: 'a', field: 'f', value: '005a as new' }], version);
      expect(await cache.readHashes(['a'])).toMatchObject([{ f: '005a as new' }]);
      await cache.writeHashFields([{ key: 'a', field: 'f', value: '010 newer' }], version);
      expect(await cache.readHashes(['a'])).toMatchObject([{ f: '010 newer' }]);
    });

    test('with versions replace a value that has none', async () => {
      await cache.writeHashFields([{ key: 'a', field: 'f', value: '9' }]);
      await cache.writeHashFields([{ key: 'a', field: 'f', value: '001' }], [1, 3]);
      expect(await cache.readHashes(['a'])).toEqual([{ f: '001' }]);
    });

    test('that were read do not change under the reader', async () => {
      await cache.writeHashFields([{ key: 'a', field: 'f', value: '1' }]);
      const read = await cache.readHashes(['a']);
      await cache.writeHashFields([{ key: 'a', field: 'f', value: '2' }]);
      expect(read).toEqual([{ f: '1' }]);
    });

    test('take an empty list of entries', async () => {
      await cache.writeHashFields([]);
      await cache.writeHashFields([], [0, 1]);
      expect(await cache.readHashes([])).toEqual([]);
    });

    test('are gone once removed', async () => {
      await cache.writeHashFields([{ key: 'a', field: 'f', value: '1' }]);
      await cache.remove(['a', 'b']);
      expect(await cache.readHashes(['a'])).toEqual([{}]);
    });
  });

  describe('texts', () => {
    test('come back in the order of the keys, a missing one null', async () => {
      await cache.write('a', '1.10', 60);
      await cache.write('b', '', 60);
      expect(await cache.read(['b', 'c', 'a'])).toEqual(['', null, '1.10']);
      expect(await cache.read([])).toEqual([]);
    });

    test('disappear after their time to live, which each write sets anew', async () => {
      await cache.write('a', 'short', 0.05);
      await cache.write('b', 'short', 0.05);
      await cache.write('b', 'long', 60);
      await cache.write('c', 'none', 0);
      await delay(60);
      expect(await cache.read(['a', 'b', 'c'])).toEqual([null, 'long', null]);
    });

    test('are gone once removed', async () => {
      await cache.write('a', '1', 60);
      await cache.write('b', '2', 60);
      await cache.remove([]);
      await cache.remove(['a', 'c']);
      expect(await cache.read(['a', 'b'])).toEqual([null, '2']);
    });
  });

  describe('channels', () => {
    /** Collects messages; `until(n)` resolves when there are n. */
    function collector() {
      const messages: string[] = [];
      let waiting: { count: number; resolve: () => void } | undefined;
      return {
        messages,
        listen: (message: string) => {
          messages.push(message);
          if (waiting && messages.length >= waiting.count) waiting.resolve();
        },
        until: (count: number) =>
          new Promise<void>((resolve) => {
            if (messages.length >= count) resolve();
            waiting = { count, resolve };
          }),
      };
    }

    test('deliver in order to every listener, in any process', async () => {
      const [here, there] = [collector(), collector()];
      const leave = [await cache.subscribe('prices', here.listen), await other.subscribe('prices', there.listen)];
      for (const message of ['1', '2', 'drei €']) await cache.publish('prices', message);
      await Promise.all([here.until(3), there.until(3)]);
      expect(here.messages).toEqual(['1', '2', 'drei €']);
      expect(there.messages).toEqual(['1', '2', 'drei €']);
      await Promise.all(leave.map((stop) => stop()));
    });

    test('deliver to several listeners of one channel until each leaves', async () => {
      const [first, second] = [collector(), collector()];
      const [leaveFirst, leaveSecond] = await Promise.all([
        cache.subscribe('prices', first.listen),
        cache.subscribe('prices', second.listen),
      ]);
      await cache.publish('prices', 'both');
      await Promise.all([first.until(1), second.until(1)]);
      await leaveFirst();
      await leaveFirst(); // once more changes nothing
      await cache.publish('prices', 'second only');
      await second.until(2);
      await leaveSecond();
      const [third, leaveThird] = [collector(), await cache.subscribe('prices', (message) => third.listen(message))];
      await cache.publish('prices', 'third only');
      await third.until(1);
      await leaveThird();
      expect([first.messages, second.messages, third.messages]).toEqual([
        ['both'],
        ['both', 'second only'],
        ['third only'],
      ]);
    });

    test('call a function that subscribed twice twice', async () => {
      const { messages, listen, until } = collector();
      const leave = [await cache.subscribe('prices', listen), await cache.subscribe('prices', listen)];
      await cache.publish('prices', 'x');
      await until(2);
      await leave[0]?.();
      await cache.publish('prices', 'y');
      await until(3);
      expect(messages).toEqual(['x', 'x', 'y']);
      await leave[1]?.();
    });

    test('do not mix, and nobody listening is no error', async () => {
      const [a, b] = [collector(), collector()];
      const leave = [await cache.subscribe('a', a.listen), await cache.subscribe('b', b.listen)];
      await cache.publish('nobody', 'x');
      await cache.publish('a', '1');
      await cache.publish('b', '2');
      await Promise.all([a.until(1), b.until(1)]);
      expect([a.messages, b.messages]).toEqual([['1'], ['2']]);
      await Promise.all(leave.map((stop) => stop()));
    });

    test('a listener that throws costs nobody else the message', async () => {
      const { messages, listen, until } = collector();
      const leave = [
        await cache.subscribe('prices', () => {
          throw new Error('a bug in a listener');
        }),
        await cache.subscribe('prices', listen),
      ];
      await cache.publish('prices', '1');
      await cache.publish('prices', '2');
      await until(2);
      expect(messages).toEqual(['1', '2']);
      await Promise.all(leave.map((stop) => stop()));
    });
  });
});
