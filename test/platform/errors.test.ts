import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { sql } from '../../platform/database.ts';
import { presentable } from '../../platform/errors.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { logLines } from '../support/log-lines.ts';

let scratch: TestDatabase;
beforeAll(async () => {
  scratch = await createTestDatabase({ empty: true });
});
afterAll(() => scratch.drop());

const failed = (originalError: Error) => new GraphQLError(originalError.message, { originalError, path: ['it'] });

test('a statement that takes too long is said to, and logged; any other accident is masked', async () => {
  const { log, messages } = logLines();
  const timeout = await scratch.database
    .transaction(async (transaction) => {
      await transaction.query(sql.unsafe`SET LOCAL statement_timeout = 10`);
      await transaction.query(sql.unsafe`SELECT pg_sleep(10)`);
    })
    .catch((error: Error) => error);
  const told = presentable(failed(timeout as Error), log, 'r1');
  expect({ ...told.toJSON() }).toEqual({
    message: 'This takes too long to find out. Ask for less.',
    path: ['it'],
    extensions: { code: 'GATEWAY_TIMEOUT' },
  });
  const masked = presentable(failed(new Error('relation "secrets" does not exist')), log, 'r2');
  expect(masked.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId: 'r2' });
  expect(masked.message).not.toContain('secrets');
  expect(messages()).toEqual(['a statement took too long', 'a resolver failed']);
});
