import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { mergeReads } from '../../platform/merge-reads.ts';

function recorded() {
  const calls: string[][] = [];
  const read = mergeReads(async (keys) => {
    calls.push(keys);
    return keys.map((key) => `value of ${key}`);
  });
  return { calls, read };
}

test('one call per turn of the event loop, each key once, however deep in promises the callers are', async () => {
  const { calls, read } = recorded();
  const late = async () => {
    for (let depth = 0; depth < 20; depth++) await null;
    await new Promise<void>((resolve) => process.nextTick(resolve));
    return read(['c', 'a']);
  };
  const answers = await Promise.all([read(['a', 'b', 'a']), late(), read(['b'])]);
  expect(calls).toEqual([['a', 'b', 'c']]);
  expect(answers).toEqual([['value of a', 'value of b', 'value of a'], ['value of c', 'value of a'], ['value of b']]);
});

test('the next turn asks again', async () => {
  const { calls, read } = recorded();
  const first = read(['a']);
  await nextTurn();
  await Promise.all([first, read(['a'])]);
  expect(calls).toEqual([['a'], ['a']]);
});

test('a failure reaches everyone of that turn and nobody after it', async () => {
  let fail = true;
  const read = mergeReads(async (keys) => {
    if (fail) throw new Error('away');
    return keys;
  });
  const outcomes = await Promise.allSettled([read(['a']), read(['b'])]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fail = false;
  expect(await read(['a'])).toEqual(['a']);
});
