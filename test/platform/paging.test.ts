import { describe, expect, test } from '@jest/globals';
import { encodeCursor, readPage, toConnection } from '../../platform/paging.ts';

const MOMENT = '2026-03-01T12:00:00.123456Z';

describe('a page', () => {
  test('has 20 rows unless told otherwise, and asks for one more to know whether another follows', () => {
    expect(readPage({}, 2)).toEqual({ first: 20, limit: 21, after: null });
    expect(readPage({ first: null, after: null }, 2)).toEqual({ first: 20, limit: 21, after: null });
    expect(readPage({ first: 0 }, 2)).toEqual({ first: 0, limit: 1, after: null });
    expect(readPage({ first: 100 }, 2)).toEqual({ first: 100, limit: 101, after: null });
  });

  test.each([-1, 101])('of %p rows is refused', (first) => {
    expect(() => readPage({ first }, 2)).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', argument: 'first' } }),
    );
  });

  test('goes on after a cursor, to the last microsecond', () => {
    expect(readPage({ after: encodeCursor([MOMENT, 'Ünïcode']) }, 2).after).toEqual([MOMENT, 'Ünïcode']);
  });

  test.each([
    ['text', 'not a cursor'],
    ['nothing', ''],
    ['other JSON', Buffer.from('{"a":1}').toString('base64url')],
    ['values that are not text', Buffer.from('[1,2]').toString('base64url')],
    ['the cursor of a connection with another order', encodeCursor([MOMENT])],
  ])('does not go on after %s', (_, after) => {
    expect(() => readPage({ after }, 2)).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }),
    );
  });
});

describe('a connection', () => {
  const position = (row: string) => [row];

  test('tells where it starts and ends, and whether more follows', () => {
    const connection = toConnection(['a', 'b', 'c'], readPage({ first: 2 }, 1), position);
    expect(connection.nodes).toEqual(['a', 'b']);
    expect(connection.edges.map(({ node }) => node)).toEqual(['a', 'b']);
    expect(connection.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: encodeCursor(['a']),
      endCursor: encodeCursor(['b']),
    });
  });

  test('ends where no row is left over', () => {
    const page = readPage({ first: 2, after: encodeCursor(['a']) }, 1);
    expect(toConnection(['b', 'c'], page, position).pageInfo).toMatchObject({
      hasNextPage: false,
      hasPreviousPage: true,
    });
  });

  test('may be empty', () => {
    expect(toConnection([], readPage({}, 1), position)).toMatchObject({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, startCursor: null, endCursor: null },
    });
  });

  test('of no rows still tells whether there are any', () => {
    expect(toConnection(['a'], readPage({ first: 0 }, 1), position)).toMatchObject({
      nodes: [],
      pageInfo: { hasNextPage: true },
    });
  });
});
