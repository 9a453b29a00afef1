import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { type Database, sql } from '../../platform/database.ts';
import { badUserInput } from '../../platform/errors.ts';
import { pagesByParents } from '../../platform/pages-by-parents.ts';
import type { PageArguments } from '../../platform/paging.ts';

test('a page that cannot be asked for leaves nothing behind, however often and differently it is tried', () => {
  let prepared = 0;
  const nothing = sql.fragment`TRUE`;
  const pages = pagesByParents<object, PageArguments>({
    database: {} as Database,
    type: 'uuid',
    row: z.object({}),
    slice: ({ after }) => {
      throw badUserInput('after', `${after} is no cursor`);
    },
    // Asked for what is then kept until the parents of the list are gathered: nobody would come for these.
    condition: () => {
      prepared += 1;
      return nothing;
    },
    comment: () => nothing,
    columns: nothing,
    rows: () => nothing,
    first: () => nothing,
  });
  for (let time = 0; time < 100; time++) {
    expect(() => pages.load('parent', { after: `cursor ${time}` })).toThrow('is no cursor');
  }
  expect(prepared).toBe(0);
});
