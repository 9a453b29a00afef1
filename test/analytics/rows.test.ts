/** Single rows: who may look them up, what hangs on what, and that no digit is lost. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { analytics } from '../../subgraphs/analytics/subgraph.ts';
import { type Ask, askSubgraph, entity } from '../support/ask.ts';
import { insertFixtures, KEYS, LOGS, USERS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { id, insertLists, monthlyId, VIEWER_NAMES } from './lists-support.ts';

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  await insertLists(services.database);
  ask = askSubgraph(analytics, services);
});
afterAll(() => services.stop());

interface Lookup {
  field: string;
  /** Finds nothing, though it could. */
  unknown: string;
  malformed?: string;
  argument?: string;
  type: string;
  key: Record<string, string>;
  selection: string;
  row: object;
  /** Whose it is; administrators' alone unless said. */
  owner?: 'alice';
}

const number = (field: string, type: string, key: string, selection: string, row: object): Lookup => ({
  ...{
    field: `${field}(id: "${key}")`,
    unknown: `${field}(id: "77")`,
    malformed: `${field}(id: "1.5")`,
    argument: 'id',
  },
  ...{ type, key: { id: key }, selection, row },
});
const uuid = (field: string, type: string, key: string, selection: string, row: object): Lookup => ({
  ...{ field: `${field}(id: "${key}")`, unknown: `${field}(id: "${id('0', 0)}")`, malformed: `${field}(id: "1")` },
  ...{ argument: 'id', type, key: { id: key }, selection, row },
});

const LOOKUPS: Lookup[] = [
  { ...uuid('usageLog', 'UsageLog', LOGS.alice[0], 'price', { price: '67890.1' }), owner: 'alice' },
  {
    ...uuid('reportUsageLog', 'ReportUsageLog', id('1', 1), 'reportType startDateFilter endDateFilter createdAt', {
      reportType: 'SUMMARY',
      startDateFilter: '2026-01-01',
      endDateFilter: '2026-01-31',
      createdAt: '2026-02-01T10:00:00.000001Z',
    }),
    owner: 'alice',
  },
  {
    field: `reportCount(apiKeyId: "${KEYS.alice}")`,
    unknown: `reportCount(apiKeyId: "${KEYS.demo}")`,
    malformed: 'reportCount(apiKeyId: "one")',
    argument: 'apiKeyId',
    type: 'ReportCount',
    key: { id: KEYS.alice },
    selection: 'id apiKey { id } monthlyLimit dailyLimit lastReportDate',
    row: {
      id: KEYS.alice,
      apiKey: { id: KEYS.alice },
      monthlyLimit: 10,
      dailyLimit: 50,
      lastReportDate: '2026-02-01T10:00:00.000001Z',
    },
    owner: 'alice',
  },
  {
    ...uuid(
      'monthlyReportCount',
      'MonthlyReportCount',
      monthlyId(`alice-se...${KEYS.aliceToo}`),
      'apiKey { id } lastReportGenerated monthlyReportsAllowed',
      { apiKey: { id: KEYS.aliceToo }, lastReportGenerated: '2026-02-02', monthlyReportsAllowed: '10' },
    ),
    owner: 'alice',
  },
  {
    field: 'usageDay(day: "2026-03-02")',
    unknown: 'usageDay(day: "1999-12-31")',
    malformed: 'usageDay(day: "2026-02-30")',
    argument: 'day',
    type: 'UsageDay',
    key: { day: '2026-03-02' },
    selection: 'totalRequests cachedRequests cacheHitRatePct p99LatencyMs distinctAssets',
    row: {
      ...{ totalRequests: '1', cachedRequests: '1', cacheHitRatePct: '100.00', p99LatencyMs: '7', distinctAssets: '0' },
    },
  },
  {
    field: 'reportParameter(key: "time_zone")',
    unknown: 'reportParameter(key: "none")',
    type: 'ReportParameter',
    key: { key: 'time_zone' },
    selection: 'value isSecret updatedAt',
    row: { value: 'America/New_York', isSecret: false, updatedAt: '2026-02-01T10:00:00.123456Z' },
  },
  {
    field: 'applicationParameter(key: "rate_limit_qps")',
    unknown: 'applicationParameter(key: "none")',
    type: 'ApplicationParameter',
    key: { key: 'rate_limit_qps' },
    selection: 'value isSecret updatedAt',
    row: { value: '1000', isSecret: false, updatedAt: null },
  },
  {
    field: 'applicationParameterProfileByName(profileName: "calm")',
    unknown: 'applicationParameterProfileByName(profileName: "none")',
    type: 'ApplicationParameterProfile',
    key: { profileName: 'calm' },
    selection: 'id qps logLevel udpPreSerialize',
    row: { id: '902', qps: 100, logLevel: 'DEBUG', udpPreSerialize: true },
  },
  {
    field: 'applicationParameterProfileByName(profileName: "odd")',
    unknown: 'applicationParameterProfileByName(profileName: "")',
    type: 'ApplicationParameterProfile',
    key: { id: '903' },
    selection: 'profileName logLevel',
    row: { profileName: 'odd', logLevel: 'OTHER' },
  },
  uuid('pageView', 'PageView', id('2', 1), 'deviceType country screenWidth', {
    ...{ deviceType: 'DESKTOP', country: '', screenWidth: 0 },
  }),
  uuid('pageEvent', 'PageEvent', id('3', 1), 'eventType eventData', { eventType: 'click', eventData: { x: 1 } }),
  number('cronExecutionLog', 'CronExecutionLog', '9007199254740993', 'id message status rowsAffected executedAt', {
    ...{ id: '9007199254740993', message: 'first', status: 'SUCCESS', rowsAffected: '9223372036854775807' },
    executedAt: '2026-02-01T10:00:00.000001Z',
  }),
  number('cronResetLog', 'CronResetLog', '2', 'message status', { message: 'second', status: 'FAILED' }),
  number('cronResetSummary', 'CronResetSummary', '3', 'id jobName status', { id: '3', jobName: null, status: null }),
];

describe.each(LOOKUPS)('$field', ({ field, unknown, malformed, argument, type, key, selection, row, owner }) => {
  test.each(VIEWER_NAMES)('%s', async (viewer) => {
    const sees = viewer === 'admin' || viewer === owner;
    const { data, errors } = await ask(VIEWERS[viewer], `{ it: ${field} { ${selection} } }`);
    const mayAsk = sees || (owner && (viewer === 'partner' || viewer === 'bob'));
    const refusal = viewer === 'nobody' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
    expect({ errors, it: data.it }).toEqual({ errors: mayAsk ? [] : [refusal], it: sees ? row : null });
    const { data: found } = await ask(VIEWERS[viewer], ...entity(type, key, selection));
    expect(found._entities).toEqual([sees ? row : null]);
  });

  test('what is not there is null, and what cannot be is refused', async () => {
    expect(await ask(VIEWERS.admin, `{ it: ${unknown} { __typename } }`)).toMatchObject({
      ...{ data: { it: null }, errors: [] },
    });
    if (!malformed) return;
    const { errors } = await ask(VIEWERS.admin, `{ it: ${malformed} { __typename } }`);
    expect(errors).toEqual([`BAD_USER_INPUT ${argument}`]);
  });

  test('a malformed reference is found nowhere, and takes nothing from those it was gathered with', async () => {
    const spoiled = Object.fromEntries(Object.keys(key).map((field) => [field, 'nonsense\0']));
    const { data, errors } = await ask(
      VIEWERS.admin,
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${selection} } } }`,
      { of: [key, spoiled].map((each) => ({ __typename: type, ...each })) },
    );
    expect({ data, errors }).toEqual({ data: { _entities: [row, null] }, errors: [] });
  });
});

test('what no schema knows is OTHER, and what is empty is null', async () => {
  const { data } = await ask(
    VIEWERS.admin,
    `{ reportUsageLogs { nodes { reportType outputFormat additionalFilters } } pageViews { nodes { deviceType } }
       cronExecutionLogs { nodes { status rowsAffected executedAt } } }`,
  );
  expect(data.reportUsageLogs.nodes[2]).toMatchObject({ reportType: 'OTHER', outputFormat: 'OTHER' });
  expect(data.reportUsageLogs.nodes[4]).toMatchObject({ reportType: 'USAGE', outputFormat: 'CSV' });
  expect(data.pageViews.nodes.map(({ deviceType }: { deviceType: string }) => deviceType)).toEqual([
    ...['OTHER', null, 'DESKTOP'],
  ]);
  expect(data.cronExecutionLogs.nodes.map(({ status }: { status: string }) => status)).toEqual([
    ...['FAILED', 'OTHER', 'PARTIAL', 'SUCCESS'],
  ]);
});

describe('what hangs on a key', () => {
  const source = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ApiKey {
    reportUsageLogs(first: 1) { totalCount nodes { clusterNode } } reportCount { monthlyCount }
    monthlyReportCounts { nodes { monthlyReportsCounter } } } } }`;
  const nothing = {
    reportUsageLogs: { totalCount: 0, nodes: [] },
    reportCount: null,
    monthlyReportCounts: { nodes: [] },
  };
  const all = {
    alice: {
      reportUsageLogs: { totalCount: 2, nodes: [{ clusterNode: 'A2' }] },
      reportCount: { monthlyCount: 1 },
      // Its identifier stands there in capital letters.
      monthlyReportCounts: { nodes: [{ monthlyReportsCounter: '1' }] },
    },
    bob: {
      reportUsageLogs: { totalCount: 1, nodes: [{ clusterNode: 'B' }] },
      reportCount: { monthlyCount: 3 },
      monthlyReportCounts: { nodes: [{ monthlyReportsCounter: null }] },
    },
  };
  test.each(VIEWER_NAMES)('%s', async (viewer) => {
    const of = [KEYS.alice, KEYS.bob].map((key) => ({ __typename: 'ApiKey', id: key }));
    const { data, errors } = await ask(VIEWERS[viewer], source, { of });
    expect({ errors, keys: data._entities }).toEqual({
      errors: [],
      keys: (['alice', 'bob'] as const).map((name) => (viewer === 'admin' || viewer === name ? all[name] : nothing)),
    });
  });

  test('fifty keys cost one statement for each list', async () => {
    const of = Array.from({ length: 50 }, (_, index) => ({ __typename: 'ApiKey', id: id('4', index) }));
    const { statements } = await ask(VIEWERS.admin, source, { of: [...of, { __typename: 'ApiKey', id: 'nonsense' }] });
    expect(statements.sort()).toEqual([
      'analytics.monthlyReportCountsByKeyId',
      'analytics.reportCountsByApiKey',
      'analytics.reportUsageLogsByKey',
      'analytics.reportUsageLogsByKeyCount',
    ]);
  });
});

test('an account and its calls', async () => {
  const { data } = await ask(
    VIEWERS.alice,
    ...entity('User', { id: USERS.alice }, 'usageLogs { totalCount nodes { user { id } } }'),
  );
  expect(data._entities[0].usageLogs).toMatchObject({ totalCount: 2, nodes: { length: 2 } });
});

test('18 digits, microseconds and numbers of 64 bits', async () => {
  const { data } = await ask(VIEWERS.admin, '{ monthlyReportCounts { nodes { monthlyReportsAllowed } } }');
  expect(data.monthlyReportCounts.nodes[0]).toEqual({ monthlyReportsAllowed: '9223372036854775807' });

  await services.database.query(sql.unsafe`
    UPDATE usage_logs SET cache_age_seconds = 123456789012345.678 WHERE id = ${LOGS.bob[0]}`);
  const { data: log } = await ask(VIEWERS.bob, `{ usageLog(id: "${LOGS.bob[0]}") { cacheAgeSeconds } }`);
  expect(log.usageLog).toEqual({ cacheAgeSeconds: '123456789012345.678' });
});
