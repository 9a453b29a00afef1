import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { translation } from '../../subgraphs/translation/subgraph.ts';
import { type Ask, askSubgraph } from '../support/ask.ts';
import { insertFixtures, KEYS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { BIG, insertTranslationRows } from './translation-rows.ts';

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  await insertTranslationRows(services.database);
  ask = askSubgraph(translation, services);
});
afterAll(() => services.stop());

const nodes = (field: string, values: string[]) => ({ nodes: values.map((value) => ({ [field]: value })) });

test('a job: its task, retries, events, quotes, model and languages', async () => {
  const asked = `state model retryOfJobId retryOf { jobId } task { taskId } retries { nodes { jobId } }
    events { nodes { id } } quotes { nodes { quoteId } } listedBy { nodes { taskId } }
    modelEntries { nodes { id } } languages { nodes { langCode } }`;
  const { data, errors } = await ask(
    VIEWERS.admin,
    `{ first: translationJobByJobId(jobId: "JOB-1") { ${asked} } again: translationJobByJobId(jobId: "JOB-2") { ${asked} }
       listed: translationJobByJobId(jobId: "JOB-6") { ${asked} } odd: translationJobByJobId(jobId: "JOB-7") { ${asked} } }`,
  );
  expect(errors).toEqual([]);
  expect(data.first).toEqual({
    ...{ state: 'QUEUED', model: 'claude-sonnet-4.6', retryOfJobId: null, retryOf: null },
    ...{ task: { taskId: 'TASK-ALICE' }, retries: nodes('jobId', ['JOB-4', 'JOB-2']), events: nodes('id', ['2', '1']) },
    ...{ quotes: nodes('quoteId', ['Q-A1']), listedBy: nodes('taskId', ['TASK-ALICE']) },
    ...{ modelEntries: nodes('id', ['4', '1', '3', '2']), languages: nodes('langCode', ['de']) },
  });
  expect(data.again).toMatchObject({ retryOfJobId: 'JOB-1', retryOf: { jobId: 'JOB-1' }, retries: { nodes: [] } });
  expect(data.listed).toMatchObject({
    ...{ state: 'FAILED', task: null, listedBy: nodes('taskId', ['TASK-ALICE']) },
    ...{ languages: nodes('langCode', ['ja', 'xx']), modelEntries: nodes('id', ['5']) },
  });
  expect(data.odd).toMatchObject({ state: 'OTHER', model: null, modelEntries: null, languages: { nodes: [] } });
});

test('a retry whose first attempt is not yours says whose it was, and no more', async () => {
  const asked = '{ translationJobByJobId(jobId: "JOB-3") { retryOfJobId retryOf { jobId } } }';
  await services.database.query(sql.unsafe`UPDATE translation_jobs SET retry_of = 'JOB-4' WHERE job_id = 'JOB-3'`);
  const { data, errors } = await ask(VIEWERS.bob, asked);
  await services.database.query(sql.unsafe`UPDATE translation_jobs SET retry_of = NULL WHERE job_id = 'JOB-3'`);
  expect({ data, errors }).toEqual({
    data: { translationJobByJobId: { retryOfJobId: 'JOB-4', retryOf: null } },
    errors: [],
  });
});

test('an event: its job, which may be gone, and its language', async () => {
  const { data, errors } = await ask(
    VIEWERS.admin,
    '{ translationJobEvents(orderBy: CREATED_AT_ASC) { nodes { id jobId job { jobId } lang language { displayName } } } }',
  );
  const event = (id: string, jobId: string, lang: string | null, displayName?: string) => ({
    ...{ id, jobId, lang, job: jobId === 'JOB-GONE' ? null : { jobId } },
    language: displayName ? { displayName } : null,
  });
  expect({ errors, events: data.translationJobEvents.nodes }).toEqual({
    errors: [],
    events: [
      event('1', 'JOB-1', null),
      event('2', 'JOB-1', 'de', 'German'),
      event('3', 'JOB-3', 'xx', 'Nothing yet'),
      event('4', 'JOB-GONE', null),
      event('5', 'JOB-5', 'ja', 'Japanese'),
      event('6', 'JOB-6', 'ja', 'Japanese'),
      event(BIG, 'JOB-7', '??'),
    ],
  });
});

test('a task: what it lists, what says that it is part of it, and whose it is; no harm in lists that are none', async () => {
  const { data, errors } = await ask(
    VIEWERS.admin,
    `{ translationTasks(orderBy: SUBMITTED_AT_ASC) { nodes {
      taskId taskType state customerEmail quoteIds jobIds
      quotes { nodes { quoteId } } listedJobs { nodes { jobId } } jobs { nodes { jobId } } } } }`,
  );
  expect(errors).toEqual([]);
  expect(data.translationTasks.nodes).toEqual([
    {
      ...{ taskId: 'TASK-ALICE', taskType: 'ACCEPTANCE', state: 'RUNNING', customerEmail: 'alice@example.com' },
      quoteIds: ['Q-A1', 'Q-X1', 7],
      jobIds: ['JOB-1', 'JOB-2', 'JOB-6', 'JOB-3', 'JOB-GONE'],
      quotes: nodes('quoteId', ['Q-X1', 'Q-A1']),
      listedJobs: nodes('jobId', ['JOB-6', 'JOB-3', 'JOB-2', 'JOB-1']),
      jobs: nodes('jobId', ['JOB-2', 'JOB-1']),
    },
    {
      ...{ taskId: 'TASK-BOB', taskType: 'ACCEPTANCE', state: 'RUNNING', customerEmail: 'bob@example.com' },
      ...{ quoteIds: [], jobIds: ['JOB-3'], quotes: nodes('quoteId', []) },
      ...{ listedJobs: nodes('jobId', ['JOB-3']), jobs: nodes('jobId', ['JOB-3']) },
    },
    {
      ...{ taskId: 'TASK-INTERNAL', taskType: 'ADMIN_BATCH', state: 'SUCCEEDED', customerEmail: null },
      ...{ quoteIds: null, jobIds: [], quotes: nodes('quoteId', []) },
      ...{ listedJobs: nodes('jobId', []), jobs: nodes('jobId', ['JOB-4']) },
    },
    {
      ...{ taskId: 'TASK-PARTNER', taskType: 'ACCEPTANCE', state: 'PARTIAL', customerEmail: null },
      ...{ quoteIds: ['Q-P1'], jobIds: ['JOB-5'], quotes: nodes('quoteId', ['Q-P1']) },
      ...{ listedJobs: nodes('jobId', ['JOB-5']), jobs: nodes('jobId', []) },
    },
    {
      ...{ taskId: 'TASK-ODD', taskType: 'OTHER', state: 'OTHER', customerEmail: 'BOB@Example.com' },
      ...{ quoteIds: 'Q-P1', jobIds: { 'JOB-4': true }, quotes: nodes('quoteId', []) },
      ...{ listedJobs: nodes('jobId', []), jobs: nodes('jobId', []) },
    },
  ]);
});

test('what a task lists and is not yours stays away', async () => {
  const { data } = await ask(
    VIEWERS.alice,
    '{ translationTaskByTaskId(taskId: "TASK-ALICE") { listedJobs { nodes { jobId } } } }',
  );
  expect(data.translationTaskByTaskId.listedJobs).toEqual(nodes('jobId', ['JOB-6', 'JOB-2', 'JOB-1']));
});

test('a quote: its key, job, tasks, model and languages', async () => {
  const asked = `apiKey { id } jobId job { jobId } tasks { nodes { taskId } } modelEntries { nodes { id } }
    languages { nodes { langCode } } difficulty state`;
  const { data, errors } = await ask(
    VIEWERS.admin,
    `{ paid: translationQuoteByQuoteId(quoteId: "Q-A1") { ${asked} } orphan: translationQuoteByQuoteId(quoteId: "Q-X1") { ${asked} }
       odd: translationQuoteByQuoteId(quoteId: "Q-Z1") { ${asked} } shared: translationQuoteByQuoteId(quoteId: "Q-D1") { ${asked} }
       refunded: translationQuoteByQuoteId(quoteId: "Q-P1") { tasks { nodes { taskId } } } }`,
  );
  expect(errors).toEqual([]);
  expect(data.paid).toEqual({
    ...{ apiKey: { id: KEYS.alice }, jobId: 'JOB-1', job: { jobId: 'JOB-1' }, tasks: nodes('taskId', ['TASK-ALICE']) },
    ...{ modelEntries: nodes('id', ['4', '1', '3', '2']), languages: nodes('langCode', ['de', 'ja']) },
    ...{ difficulty: 'STANDARD', state: 'ACCEPTED' },
  });
  expect(data.orphan).toMatchObject({ apiKey: null, jobId: 'JOB-GONE', job: null, state: 'EXPIRED' });
  expect(data.odd).toMatchObject({ apiKey: null, jobId: null, job: null, tasks: { nodes: [] }, state: 'OTHER' });
  expect(data.refunded.tasks).toEqual(nodes('taskId', ['TASK-PARTNER']));
  expect(data.shared).toMatchObject({ apiKey: { id: KEYS.demo }, modelEntries: null, difficulty: 'OTHER' });
});

test('models and languages: what uses them', async () => {
  const { data, errors } = await ask(
    VIEWERS.admin,
    `{ bedrockModel(id: "6") {
         inferenceType translationJobs { nodes { jobId } } translationQuotes { nodes { quoteId } }
         languageProfiles { nodes { langCode } } }
       languageProfile(langCode: "de") {
         scriptFamily modelOverride modelEntries { nodes { id } } translationJobs { nodes { jobId } }
         translationQuotes { nodes { quoteId } } translationJobEvents { nodes { id } } }
       override: languageProfile(langCode: "ar") { modelEntries { nodes { friendlyName } } }
       orphan: languageProfile(langCode: "el") { scriptFamily modelOverride modelEntries { totalCount } } }`,
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({
    bedrockModel: {
      ...{ inferenceType: 'OTHER', translationJobs: nodes('jobId', ['JOB-5']) },
      translationQuotes: nodes('quoteId', ['Q-P1', 'Q-A2']),
      languageProfiles: nodes('langCode', ['ar', 'ja']),
    },
    languageProfile: {
      ...{ scriptFamily: 'LATIN', modelOverride: null, modelEntries: null },
      translationJobs: nodes('jobId', ['JOB-2', 'JOB-1']),
      translationQuotes: nodes('quoteId', ['Q-X1', 'Q-D1', 'Q-A2', 'Q-A1']),
      translationJobEvents: nodes('id', ['2']),
    },
    override: { modelEntries: nodes('friendlyName', ['qwen3-235b']) },
    orphan: { scriptFamily: 'OTHER', modelOverride: 'gone', modelEntries: { totalCount: 0 } },
  });
});

describe('exactness', () => {
  test('amounts keep their digits, moments their microseconds, and numbers above 2^53 their value', async () => {
    const { data } = await ask(
      VIEWERS.admin,
      `{ translationQuoteByQuoteId(quoteId: "Q-P1") {
           costPerChunk costPerPair infraPerPair subtotal markupPct totalPrice refundAmount protectedTerms }
         languageProfile(langCode: "ja") { tokenExpansionFactor temperature densityLiftThreshold }
         translationTaskByTaskId(taskId: "TASK-ODD") { id }
         earliest: translationQuoteByQuoteId(quoteId: "Q-A1") { createdAt }
         translationParameter(key: "cost_controls.cap") { value category updatedBy } }`,
    );
    expect(data).toEqual({
      translationQuoteByQuoteId: {
        ...{ costPerChunk: '9999.0001', costPerPair: '0.1000', infraPerPair: '0.0200', subtotal: '999999.9999' },
        ...{ markupPct: 30, totalPrice: '123456.7890', refundAmount: '12345678.90', protectedTerms: ['Trinity'] },
      },
      languageProfile: { tokenExpansionFactor: '1.30', temperature: '0.20', densityLiftThreshold: '0.0600' },
      translationTaskByTaskId: { id: BIG },
      earliest: { createdAt: '2026-04-01T00:00:00.000001Z' },
      translationParameter: { value: '600.00', category: 'COST_CONTROLS', updatedBy: 'admin@example.com' },
    });
  });
});
