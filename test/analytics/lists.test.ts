import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
} from 'graphql';
import { sql } from '../../platform/database.ts';
import { analytics } from '../../subgraphs/analytics/subgraph.ts';
import { type Ask, askSubgraph } from '../support/ask.ts';
import { insertFixtures, KEYS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { id, insertLists, LISTS, VIEWER_NAMES } from './lists-support.ts';

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  await insertLists(services.database);
  ask = askSubgraph(analytics, services);
});
afterAll(() => services.stop());

describe.each(Object.entries(LISTS))('%s', (list, { by, seen }) => {
  test.each(VIEWER_NAMES)('%s', async (viewer) => {
    const { data, errors } = await ask(VIEWERS[viewer], `{ ${list} { nodes { ${by} } totalCount } }`);
    const found = data?.[list];
    expect(errors[0] ?? found.nodes.map((node: Record<string, unknown>) => node[by])).toEqual(seen[viewer]);
    if (found) expect(found.totalCount).toBe(found.nodes.length);
  });

  test('page by page, either way: each row once, and one way is the other backwards', async () => {
    const { schema } = analytics.create(services);
    const args = schema.getQueryType()?.getFields()[list]?.args;
    const orders = getNamedType(args?.find(({ name }) => name === 'orderBy')?.type) as GraphQLEnumType;
    expect(isEnumType(orders)).toBe(true);
    const names = orders.getValues().map(({ name }) => name);
    expect(names).toHaveLength(2);
    const [usual, other] = names as [string, string];
    expect(await walk(list, by, usual)).toEqual(seen.admin);
    expect(await walk(list, by, other)).toEqual((seen.admin as unknown[]).toReversed());
  });

  test.each([
    ['first: 101', 'BAD_USER_INPUT first'],
    ['first: -1', 'BAD_USER_INPUT first'],
    ['after: "x"', 'BAD_USER_INPUT after'],
  ])('%s is refused', async (args, error) => {
    expect((await ask(VIEWERS.admin, `{ ${list}(${args}) { totalCount } }`)).errors).toEqual([error]);
  });
});

async function walk(list: string, by: string, order: string): Promise<unknown[]> {
  const walked: unknown[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const { data } = await ask(
      VIEWERS.admin,
      `query ($after: String) { ${list}(first: 1, after: $after, orderBy: ${order}) {
        nodes { ${by} } pageInfo { hasNextPage endCursor } } }`,
      { after },
    );
    walked.push(...data[list].nodes.map((node: Record<string, unknown>) => node[by]));
    after = data[list].pageInfo.endCursor;
    more = data[list].pageInfo.hasNextPage;
  }
  return walked;
}

const FILTERS: [list: string, filter: string, expected: unknown[]][] = [
  ['usageDays', 'day: { from: "2026-03-02" }', ['2026-03-02']],
  ['usageDays', 'day: { before: "2026-03-02" }', ['2026-03-01']],
  ['reportUsageLogs', `apiKeyId: "${KEYS.alice}"`, ['A2', 'A1']],
  ['reportUsageLogs', `apiKeyId: "${KEYS.bob.toUpperCase()}"`, ['B']],
  [
    'reportUsageLogs',
    'createdAt: { from: "2026-02-01T11:00:00.000002+01:00", before: "2026-02-03T00:00:00Z" }',
    ['B', 'A3'],
  ],
  ['reportCounts', `apiKeyId: ["${KEYS.alice}", "${KEYS.bob}"]`, [3, 1]],
  ['reportCounts', 'resetMonth: [2, 4]', [4, 2, 1]],
  ['reportCounts', 'resetMonth: []', []],
  ['monthlyReportCounts', `apiKeyId: ["${KEYS.alice}", "${KEYS.bob}"]`, [null, '1']],
  ['reportParameters', 'key: ["time_zone", "none"]', ['time_zone']],
  ['applicationParameters', 'key: ["rate_limit_qps", "admin_api_key"]', ['admin_api_key', 'rate_limit_qps']],
  ['applicationParameterProfiles', 'profileName: ["odd"]', ['odd']],
  ['pageViews', 'pagePath: "/"', ['Third', 'First']],
  ['pageViews', 'visitorId: "v1"', ['Second', 'First']],
  ['pageViews', 'createdAt: { from: "2026-02-01T10:00:00.000002Z" }', ['Third']],
  ['pageEvents', 'pagePath: "/", eventType: "scroll"', ['#3']],
  ['pageEvents', 'eventType: "scroll"', ['#3', '#2']],
  ['pageEvents', 'createdAt: { before: "2026-02-01T10:00:00.000002Z" }', ['#2', '#1']],
  ['cronExecutionLogs', 'jobName: "sync"', ['third', 'second']],
  ['cronExecutionLogs', 'executedAt: { from: "2026-02-02T00:00:00Z" }', ['third']],
  ['cronResetLogs', 'jobName: "reset"', ['second', 'first']],
  ['cronResetLogs', 'executedAt: { before: "2026-02-02T00:00:00Z" }', ['second', 'first']],
  ['cronResetSummaries', 'jobName: "reset"', ['second', 'first']],
  ['cronResetSummaries', 'executedAt: { from: "2026-02-01T00:00:01Z" }', ['third']],
  ['cronResetSummaries', 'status: [FAILED, PARTIAL]', ['second']],
  ['cronResetSummaries', 'status: [SUCCESS, FAILED]', ['second', 'first']],
];

describe('filters', () => {
  test.each(FILTERS)('%s by %s', async (list, filter, expected) => {
    const by = LISTS[list]?.by as string;
    const { data, errors } = await ask(
      VIEWERS.admin,
      `{ ${list}(filter: { ${filter} }) { nodes { ${by} } totalCount } }`,
    );
    expect(errors).toEqual([]);
    expect(data[list].nodes.map((node: Record<string, unknown>) => node[by])).toEqual(expected);
    expect(data[list].totalCount).toBe(expected.length);
  });

  test('none is forgotten', () => {
    const { schema } = analytics.create(services);
    const offered = Object.keys(LISTS).flatMap((list) => {
      const filter = schema
        .getQueryType()
        ?.getFields()
        [list]?.args.find(({ name }) => name === 'filter')?.type;
      expect(isInputObjectType(filter)).toBe(true);
      return Object.keys((filter as GraphQLInputObjectType).getFields()).map((field) => `${list} ${field}`);
    });
    const tested = FILTERS.flatMap(([list, filter]) =>
      [...filter.matchAll(/(?:^|, )(\w+):/g)].map(([, field]) => `${list} ${field}`),
    );
    expect(offered.filter((each) => !tested.includes(each))).toEqual([]);
  });

  test('a customer filters among its own', async () => {
    const { data } = await ask(
      VIEWERS.alice,
      `{ own: reportUsageLogs(filter: { apiKeyId: "${KEYS.alice}" }) { totalCount nodes { id } }
         others: reportUsageLogs(filter: { apiKeyId: "${KEYS.bob}" }) { totalCount nodes { id } } }`,
    );
    expect([data.own.totalCount, data.own.nodes.length]).toEqual([2, 2]);
    expect(data.others).toEqual({ totalCount: 0, nodes: [] });
  });

  test.each([
    ['usageDays(filter: { day: { from: "2026-02-30" } })', 'filter.day.from'],
    ['usageDays(filter: { day: { before: "yesterday" } })', 'filter.day.before'],
    ['reportUsageLogs(filter: { apiKeyId: "alice-secret-key-0001" })', 'filter.apiKeyId'],
    ['reportCounts(filter: { apiKeyId: ["one"] })', 'filter.apiKeyId.0'],
    ['monthlyReportCounts(filter: { apiKeyId: ["bob-secret-key-0002"] })', 'filter.apiKeyId.0'],
    ['usageLogs(filter: { userId: "one" })', 'filter.userId'],
    ['usageLogs(filter: { apiKeyId: "alice-secret-key-0001" })', 'filter.apiKeyId'],
    ['pageViews(filter: { visitorId: "\\u0000" })', 'filter.visitorId'],
  ])('%s is refused', async (list, argument) => {
    const { errors } = await ask(VIEWERS.admin, `{ ${list} { totalCount } }`);
    expect(errors).toEqual([`BAD_USER_INPUT ${argument}`]);
  });
});

test('a row that is written between two pages moves neither', async () => {
  const page = (after: string | null) =>
    ask(
      VIEWERS.admin,
      `query ($after: String) { pageViews(first: 2, after: $after) { nodes { pageTitle } pageInfo { endCursor } } }`,
      { after },
    );
  const { data: first } = await page(null);
  await services.database.query(sql.unsafe`
    INSERT INTO page_views (id, page_path, page_title, created_at) VALUES (${id('2', 9)}, '/', 'Later', '2026-02-02')`);
  const { data: second } = await page(first.pageViews.pageInfo.endCursor);
  await services.database.query(sql.unsafe`DELETE FROM page_views WHERE id = ${id('2', 9)}`);
  expect([...first.pageViews.nodes, ...second.pageViews.nodes].map(({ pageTitle }) => pageTitle)).toEqual([
    'Third',
    'Second',
    'First',
  ]);
});
