import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Kind } from 'graphql';
import { z } from 'zod';
import { sql } from '../../platform/database.ts';
import { snakeCase } from '../../platform/names.ts';
import { translation } from '../../subgraphs/translation/subgraph.ts';
import { type Ask, askSubgraph } from '../support/ask.ts';
import { insertFixtures, KEYS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { insertTranslationRows } from './translation-rows.ts';

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  await insertTranslationRows(services.database);
  ask = askSubgraph(translation, services);
});
afterAll(() => services.stop());

/** By list: its table, the key of its rows as a field, and its type. */
const LISTS = {
  translationJobs: { table: 'translation_jobs', key: 'id', type: 'TranslationJob' },
  translationJobEvents: { table: 'translation_job_events', key: 'id', type: 'TranslationJobEvent' },
  translationTasks: { table: 'translation_tasks', key: 'id', type: 'TranslationTask' },
  translationQuotes: { table: 'translation_quotes', key: 'id', type: 'TranslationQuote' },
  translationParameters: { table: 'translation_parameters', key: 'key', type: 'TranslationParameter' },
  bedrockModels: { table: 'bedrock_model_catalog', key: 'id', type: 'BedrockModel' },
  languageProfiles: { table: 'language_profiles', key: 'langCode', type: 'LanguageProfile' },
};
type List = keyof typeof LISTS;

const { definitions } = translation.typeDefs;
function valuesOf(type: string): string[] {
  const found = definitions.find((each) => each.kind === Kind.ENUM_TYPE_DEFINITION && each.name.value === type);
  return found && 'values' in found ? (found.values ?? []).map(({ name }) => name.value) : [];
}
function filterFieldsOf(type: string): string[] {
  const found = definitions.find(
    (each) => each.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && each.name.value === `${type}Filter`,
  );
  return found && 'fields' in found ? (found.fields ?? []).map(({ name }) => name.value) : [];
}

/** The keys of what a list holds, in its order, and how many rows it counts. */
async function keysOf(list: List, args: string): Promise<string[]> {
  const { key } = LISTS[list];
  const { data, errors } = await ask(VIEWERS.admin, `{ ${list}(first: 100, ${args}) { nodes { ${key} } totalCount } }`);
  expect(errors).toEqual([]);
  const { nodes, totalCount } = data[list];
  expect(totalCount).toBe(nodes.length);
  return nodes.map((node: Record<string, string>) => node[key]);
}

const FILTERS: [List, string, string[]][] = [
  ['translationJobs', 'taskId: "TASK-ALICE"', ['JOB-2', 'JOB-1']],
  ['translationJobs', 'retryOfJobId: "JOB-1"', ['JOB-4', 'JOB-2']],
  ['translationJobs', 'model: ["nova-pro", "qwen3-235b"]', ['JOB-6', 'JOB-5']],
  ['translationJobs', 'model: []', []],
  ['translationJobs', 'state: [FAILED, COMPLETED]', ['JOB-6', 'JOB-5']],
  ['translationJobs', 'state: [COMPLETED], model: ["nova-pro"]', []],
  [
    'translationJobs',
    'submittedAt: { from: "2026-04-02T00:00:00Z", before: "2026-04-05T00:00:00Z" }',
    ['JOB-4', 'JOB-3'],
  ],
  ['translationJobEvents', 'jobId: "JOB-1"', ['2', '1']],
  ['translationJobEvents', 'jobId: "JOB-GONE"', ['4']],
  ['translationJobEvents', 'eventType: ["pair_failed", "job_start"]', ['6', '4', '3', '1']],
  ['translationJobEvents', 'lang: ["de", "ja"]', ['6', '5', '2']],
  ['translationJobEvents', 'createdAt: { before: "2026-04-01T00:00:00.000002Z" }', ['2', '1']],
  ['translationTasks', 'state: [PARTIAL, SUCCEEDED]', ['TASK-PARTNER', 'TASK-INTERNAL']],
  ['translationTasks', 'customerEmail: "bob@example.COM"', ['TASK-ODD', 'TASK-BOB']],
  ['translationTasks', 'submittedAt: { from: "2026-04-04T02:00:00+02:00" }', ['TASK-ODD', 'TASK-PARTNER']],
  ['translationTasks', 'submittedAt: {}', ['TASK-ODD', 'TASK-PARTNER', 'TASK-INTERNAL', 'TASK-BOB', 'TASK-ALICE']],
  ['translationQuotes', 'state: [EXPIRED, OTHER]', ['Q-Z1', 'Q-X1']],
  ['translationQuotes', `apiKeyId: "${KEYS.bob.toUpperCase()}"`, ['Q-B1']],
  ['translationQuotes', 'jobId: "JOB-1"', ['Q-A1']],
  ['translationQuotes', 'model: ["qwen3-235b"]', ['Q-P1', 'Q-A2']],
  ['translationQuotes', 'createdAt: { from: "2026-04-05T00:00:00Z" }', ['Q-Z1', 'Q-X1']],
  [
    'translationQuotes',
    'expiresAt: { from: "2026-04-07T00:00:00Z", before: "2026-04-09T00:00:00Z" }',
    ['Q-B1', 'Q-A2'],
  ],
  ['translationParameters', 'key: ["rate", "none", "odd"]', ['odd', 'rate']],
  ['translationParameters', 'category: [GENERAL, OTHER]', ['general.Z', 'general.a', 'odd']],
  ['bedrockModels', 'friendlyName: ["nova-pro", "qwen3-235b"]', ['5', '6']],
  ['bedrockModels', 'region: ["us-west-2"]', ['2', '6']],
  ['bedrockModels', 'inferenceType: [REALTIME], blocked: false', ['1', '5', '2']],
  ['bedrockModels', 'enabled: false', ['5']],
  ['bedrockModels', 'blocked: true', ['4']],
  ['languageProfiles', 'langCode: ["ja", "de", "fr"]', ['de', 'ja']],
  ['languageProfiles', 'scriptFamily: [CJK, OTHER]', ['el', 'ja']],
  ['languageProfiles', 'modelOverride: ["qwen3-235b"]', ['ar', 'ja']],
  ['languageProfiles', 'enabled: false', ['xx']],
];
const NAMES: Partial<Record<List, string>> = {
  ...{ translationJobs: 'jobId', translationTasks: 'taskId', translationQuotes: 'quoteId' },
};

describe('filters', () => {
  test.each(FILTERS)('%s by %s', async (list, filter, expected) => {
    const name = NAMES[list] ?? LISTS[list].key;
    const { data, errors } = await ask(
      VIEWERS.admin,
      `{ ${list}(filter: { ${filter} }) { nodes { ${name} } totalCount } }`,
    );
    expect(errors).toEqual([]);
    expect(data[list].nodes.map((node: Record<string, string>) => node[name])).toEqual(expected);
    expect(data[list].totalCount).toBe(expected.length);
  });

  test('each of them is tried above', () => {
    const tried = (list: List, field: string) =>
      FILTERS.some(([which, filter]) => which === list && filter.split(/[ ,{]/).includes(`${field}:`));
    const fields = Object.entries(LISTS).flatMap(([list, { type }]) =>
      filterFieldsOf(type).map((field) => [list as List, field] as const),
    );
    expect(fields.length).toBeGreaterThan(20);
    expect(fields.filter(([list, field]) => !tried(list, field))).toEqual([]);
  });

  test.each([
    ['translationJobs', 'state', 'TranslationJobState'],
    ['translationTasks', 'state', 'TranslationTaskState'],
    ['translationQuotes', 'state', 'TranslationQuoteState'],
    ['translationParameters', 'category', 'TranslationParameterCategory'],
    ['bedrockModels', 'inferenceType', 'BedrockInferenceType'],
    ['languageProfiles', 'scriptFamily', 'ScriptFamily'],
  ] as const)('%s by each value of %s finds the rows that show it', async (list, field, type) => {
    const { key } = LISTS[list];
    const { data } = await ask(VIEWERS.admin, `{ ${list}(first: 100) { nodes { ${key} ${field} } } }`);
    const all: Record<string, string>[] = data[list].nodes;
    let found = 0;
    for (const value of valuesOf(type)) {
      const expected = all.filter((row) => row[field] === value).map((row) => row[key]);
      expect([value, await keysOf(list, `filter: { ${field}: [${value}] }`)]).toEqual([value, expected]);
      found += expected.length;
    }
    expect(found).toBe(all.length);
    expect(all.map((row) => row[field])).toContain('OTHER');
  });

  test('a filter shows nobody more than they see', async () => {
    const asked = `{ translationQuotes(filter: { apiKeyId: "${KEYS.bob}" }) { nodes { quoteId } totalCount }
      translationJobs(filter: { taskId: "TASK-BOB" }) { totalCount }
      translationTasks(filter: { customerEmail: "bob@example.com" }) { totalCount }
      translationJobEvents(filter: { jobId: "JOB-3" }) { totalCount }
      bedrockModels(filter: { blocked: true }) { totalCount } languageProfiles(filter: { enabled: false }) { totalCount } }`;
    const { data, errors } = await ask(VIEWERS.alice, asked);
    expect(errors).toEqual([]);
    expect(data.translationQuotes.nodes).toEqual([]);
    expect(Object.values(data as Record<string, { totalCount: number }>).map(({ totalCount }) => totalCount)).toEqual([
      ...[0, 0, 0, 0, 0, 0],
    ]);
  });
});

const ORDERS = Object.entries(LISTS).flatMap(([list, { type }]) =>
  valuesOf(`${type}Order`).map((order) => [list as List, order] as const),
);

describe('orders', () => {
  test('there are some', () => expect(ORDERS.length).toBeGreaterThan(15));

  test.each(ORDERS)('%s by %s: page by page, each row comes once and in order', async (list, order) => {
    const { table, key } = LISTS[list];
    const [, column = '', direction] = /^(.*)_(ASC|DESC)$/.exec(order) ?? [];
    const by = sql.identifier([column.toLowerCase()]);
    const tie = sql.identifier([snakeCase(key)]);
    const way = direction === 'ASC' ? sql.fragment`ASC` : sql.fragment`DESC`;
    const isText = ['KEY', 'LANG_CODE', 'FRIENDLY_NAME'].includes(column);
    const sorted = isText ? sql.fragment`${by} COLLATE "C"` : by;
    const expected = await services.database.anyFirst(sql.type(z.object({ key: z.string() }))`
      SELECT ${tie}::text AS key FROM ${sql.identifier([table])} ORDER BY ${sorted} ${way}, ${tie} ${way}`);
    const walked: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { data, errors } = await ask(
        VIEWERS.admin,
        `query ($after: String) { ${list}(first: 2, orderBy: ${order}, after: $after) {
          nodes { ${key} } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      expect(errors).toEqual([]);
      walked.push(...data[list].nodes.map((node: Record<string, string>) => node[key]));
      [after, more] = [data[list].pageInfo.endCursor, data[list].pageInfo.hasNextPage];
    }
    expect(walked).toEqual(expected);
  });

  test('customers with several ways to a row page through each of theirs once', async () => {
    const walked: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { data } = await ask(
        VIEWERS.alice,
        `query ($after: String) { translationQuotes(first: 1, after: $after) {
          nodes { quoteId } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      walked.push(...data.translationQuotes.nodes.map(({ quoteId }: { quoteId: string }) => quoteId));
      [after, more] = [data.translationQuotes.pageInfo.endCursor, data.translationQuotes.pageInfo.hasNextPage];
    }
    expect(walked).toEqual(['Q-X1', 'Q-A2', 'Q-A1']);
  });

  test('rows that come while somebody is paging move nothing', async () => {
    const page = (after: string | null) =>
      ask(
        VIEWERS.admin,
        `query ($after: String) { translationJobEvents(first: 6, after: $after) {
          nodes { id } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
    const first = (await page(null)).data.translationJobEvents;
    await services.database.query(sql.unsafe`
      INSERT INTO translation_job_events (id, job_id, event_type, created_at) VALUES (77, 'JOB-1', 'note', '2026-06-01')`);
    const second = (await page(first.pageInfo.endCursor)).data.translationJobEvents;
    await services.database.query(sql.unsafe`DELETE FROM translation_job_events WHERE id = 77`);
    expect(first.nodes.at(-1)).toEqual({ id: '2' }); // the same moment as the next
    expect(second).toMatchObject({ nodes: [{ id: '1' }], pageInfo: { hasNextPage: false } });
  });
});

describe('what is refused', () => {
  test.each<[string, string]>([
    ...Object.keys(LISTS).flatMap((list): [string, string][] => [
      [`${list}(first: 101)`, 'first'],
      [`${list}(after: "x")`, 'after'],
    ]),
    ['translationQuotes(filter: { apiKeyId: "key" })', 'filter.apiKeyId'],
    ['translationTasks(filter: { customerEmail: "\\u0000" })', 'filter.customerEmail'],
    ['translationJobs(filter: { taskId: "\\u0000" })', 'filter.taskId'],
    ['translationJobs(filter: { model: ["a", "\\u0000"] })', 'filter.model.1'],
    ['languageProfiles(filter: { langCode: ["\\u0000"] })', 'filter.langCode.0'],
  ])('%s', async (asked, argument) => {
    const { errors } = await ask(VIEWERS.admin, `{ ${asked} { totalCount } }`);
    expect(errors).toEqual([`BAD_USER_INPUT ${argument}`]);
  });

  test('a cursor of another order, and a date that is none', async () => {
    const { data } = await ask(VIEWERS.admin, '{ translationQuotes(first: 1) { pageInfo { endCursor } } }');
    const { endCursor } = data.translationQuotes.pageInfo;
    const other = `query ($after: String) { translationQuotes(orderBy: EXPIRES_AT_ASC, after: $after) { totalCount } }`;
    expect((await ask(VIEWERS.admin, other, { after: endCursor })).errors).toEqual(['BAD_USER_INPUT after']);
    const dated = 'query ($span: DateTimeRange) { translationJobs(filter: { submittedAt: $span }) { totalCount } }';
    expect((await ask(VIEWERS.admin, dated, { span: { from: '2026-02-30T00:00:00Z' } })).errors[0]).toMatch(
      /^BAD_USER_INPUT/,
    );
  });
});
