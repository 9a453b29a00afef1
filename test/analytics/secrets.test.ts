/** What analytics keeps back, from administrators too: secrets among the settings, and keys that were logged. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { analytics } from '../../subgraphs/analytics/subgraph.ts';
import { type Ask, askSubgraph } from '../support/ask.ts';
import { insertFixtures, KEYS, SECRETS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { insertLists, monthlyId } from './lists-support.ts';

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  await insertLists(services.database);
  ask = askSubgraph(analytics, services);
});
afterAll(() => services.stop());

test('the values of parameters that are secrets, from everybody', async () => {
  const { data } = await ask(
    VIEWERS.admin,
    '{ applicationParameters { nodes { key value isSecret } } reportParameters { nodes { key value isSecret } } }',
  );
  expect(data.applicationParameters.nodes).toEqual([
    { key: 'admin_api_key', value: null, isSecret: true },
    { key: 'partner_key_cache_minutes', value: '60', isSecret: false },
    { key: 'queue_address', value: null, isSecret: true },
    { key: 'rate_limit_qps', value: '1000', isSecret: false },
  ]);
  expect(data.reportParameters.nodes).toEqual([
    { key: 'csv_delimiter', value: null, isSecret: false },
    { key: 'mail_password', value: null, isSecret: true },
    { key: 'time_zone', value: 'America/New_York', isSecret: false },
  ]);
});

test.each([
  ...['ADMIN_API_KEY', 'stripe_secret', 'stripe_key_live', 'adminApiKey', 'encryption-keys', 'jwt_signature'],
  ...['smtp_password', 'aws_secret_access_key', 'bearer_token', 'database.dsn', 'signing_private_pem', 'key'],
])('%s names a secret', async (key) => {
  await services.database.query(sql.unsafe`INSERT INTO application_parameters VALUES (${key}, 'geheim')`);
  const { data } = await ask(VIEWERS.admin, 'query ($key: String!) { applicationParameter(key: $key) { value } }', {
    key,
  });
  await services.database.query(sql.unsafe`DELETE FROM application_parameters WHERE key = ${key}`);
  expect(data).toEqual({ applicationParameter: { value: null } });
});

test('keys that stand where their identifiers belong, even from administrators', async () => {
  const { data } = await ask(
    VIEWERS.admin,
    `{ reportUsageLogs { nodes { clusterNode apiKey { id } } }
         monthlyReportCounts { nodes { id monthlyReportsCounter apiKey { id } } } }`,
  );
  expect(data.reportUsageLogs.nodes[0]).toEqual({ clusterNode: 'S', apiKey: null });
  expect(data.monthlyReportCounts.nodes[1]).toEqual({
    ...{ id: monthlyId(SECRETS.bob), monthlyReportsCounter: '9007199254740993', apiKey: null },
  });
  expect(data.monthlyReportCounts.nodes[3].apiKey).toEqual({ id: KEYS.alice });
  expect(JSON.stringify(data)).not.toContain(SECRETS.bob);
});

test('the key itself from cursors', async () => {
  const { data } = await ask(
    VIEWERS.admin,
    '{ reportUsageLogs { edges { cursor } } monthlyReportCounts { edges { cursor } } }',
  );
  const { reportUsageLogs, monthlyReportCounts } = data;
  const cursors = [...reportUsageLogs.edges, ...monthlyReportCounts.edges].map(({ cursor }) =>
    Buffer.from(cursor, 'base64url').toString(),
  );
  expect(cursors).toHaveLength(10);
  expect(cursors.filter((cursor) => cursor.includes('secret'))).toEqual([]);
});
