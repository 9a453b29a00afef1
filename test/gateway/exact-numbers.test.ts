/** From a jsonb column to the bytes of the answer no number loses a digit, whichever way it takes. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { sql } from '../../platform/database.ts';
import { insertFixtures } from '../support/fixtures.ts';
import { ADMIN_KEY, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type TestServices, testServices } from '../support/services.ts';

const STORED =
  '{"whole": 9007199254740993, "least": -9223372036854775808, "price": 0.123456789012345678, "plain": [1, 0.1, "9007199254740993"], "nested": {"deep": [[123456789012345678.123456789012345678]]}}';
/** As Postgres orders the keys of jsonb: the shorter first. */
const ANSWERED =
  '{"least":-9223372036854775808,"plain":[1,0.1,"9007199254740993"],"price":0.123456789012345678,"whole":9007199254740993,"nested":{"deep":[[123456789012345678.123456789012345678]]}}';

const QUERIES: [string, string, string][] = [
  [
    'by one subgraph',
    '{ newsletters(first: 2) { nodes { __typename metadata } } }',
    `{"data":{"newsletters":{"nodes":[{"__typename":"Newsletter","metadata":${ANSWERED}},{"__typename":"Newsletter","metadata":${ANSWERED}}]}}}`,
  ],
  [
    'under an alias, twice, through a fragment',
    '{ newsletters(first: 1) { nodes { a: metadata ...F } } } fragment F on Newsletter { b: metadata metadata }',
    `{"data":{"newsletters":{"nodes":[{"a":${ANSWERED},"b":${ANSWERED},"metadata":${ANSWERED}}]}}}`,
  ],
  [
    'by several subgraphs, with entities merged beside it',
    `{ newsletters(first: 1) { nodes { metadata } } usageLogs(first: 1)
       { nodes { metadata apiKey { name } asset { symbol } } } }`,
    `{"data":{"newsletters":{"nodes":[{"metadata":${ANSWERED}}]},"usageLogs":{"nodes":[{"metadata":${ANSWERED},"apiKey":{"name":"Shared"},"asset":{"symbol":"BTC"}}]}}}`,
  ],
];

describe.each(['together', 'apart'] as const)('%s', (shape) => {
  let services: TestServices;
  let gateway: TestGateway;
  beforeAll(async () => {
    services = await testServices();
    await insertFixtures(services.database);
    await services.database.query(sql.unsafe`UPDATE newsletters SET metadata = ${STORED}::jsonb`);
    await services.database.query(sql.unsafe`UPDATE usage_logs SET metadata = ${STORED}::jsonb`);
    gateway = await startTestGateway(services, shape);
  });
  afterAll(async () => {
    await gateway.stop();
    await services.stop();
  });

  const answer = async (query: string, variables = {}): Promise<string> => {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'X-Admin-Key': ADMIN_KEY },
      body: JSON.stringify({ query, variables }),
    });
    return response.text();
  };

  test.each(QUERIES)('%s', async (_, query, expected) => {
    // From the third run on the operation is compiled, and may take the short cut.
    for (let run = 0; run < 5; run++) expect(await answer(query)).toBe(expected);
  });

  test('next to an error of the same subgraph, which stays as it is', async () => {
    const query = '{ newsletters(first: 1) { nodes { metadata } } tooMany: newsletters(first: 1000) { nodes { id } } }';
    const text = await answer(query);
    expect(text).toContain(`{"nodes":[{"metadata":${ANSWERED}}]}`);
    expect(JSON.parse(text).errors).toMatchObject([{ path: ['tooMany'], extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

test('the database holds what was answered', async () => {
  const services = await testServices();
  const query = sql.type(z.object({ same: z.boolean() }))`SELECT ${STORED}::jsonb = ${ANSWERED}::jsonb AS same`;
  expect(await services.database.oneFirst(query)).toBe(true);
  await services.stop();
});
