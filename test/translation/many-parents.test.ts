import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { translation } from '../../subgraphs/translation/subgraph.ts';
import { type Ask, askSubgraph, entity } from '../support/ask.ts';
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

const nodes = (field: string, values: string[]) => ({ nodes: values.map((value) => ({ [field]: value })) });

test('what it costs many parents: one statement for each level', async () => {
  const { database } = services;
  await database.query(sql.unsafe`
    INSERT INTO translation_tasks (task_id, quote_ids, job_ids, customer_email, submitted_at)
    SELECT 'T-' || n, jsonb_build_array('Q-' || n), jsonb_build_array('J-' || n), 'many@example.com', '2027-01-01'
    FROM generate_series(1, 50) AS n`);
  await database.query(sql.unsafe`
    INSERT INTO translation_jobs (job_id, task_id, docs, langs, retry_of, model, submitted_at)
    SELECT 'J-' || n, 'T-' || n, '[]', CASE WHEN n % 2 = 0 THEN '["de"]' ELSE '["ja"]' END::jsonb, 'J-' || (n - 1),
      'qwen3-235b', '2027-01-01'
    FROM generate_series(1, 50) AS n`);
  await database.query(sql.unsafe`
    INSERT INTO translation_job_events (id, job_id, event_type, lang)
    SELECT 10 * n + event, 'J-' || n, 'pair_start', 'de' FROM generate_series(1, 50) AS n, generate_series(1, 3) AS event`);
  const { data, errors, statements } = await ask(
    VIEWERS.admin,
    `{ translationJobs(first: 50) { nodes {
      jobId task { quotes { totalCount } listedJobs { nodes { jobId } } jobs { totalCount nodes { jobId } } }
      retryOf { jobId } retries { nodes { jobId } } events(first: 2) { nodes { language { langCode } } totalCount }
      quotes { nodes { quoteId } } listedBy { nodes { taskId } } modelEntries { nodes { id } }
      languages { nodes { langCode } } } } }`,
  );
  expect(errors).toEqual([]);
  expect(data.translationJobs.nodes).toHaveLength(50);
  for (const { jobId, ...found } of data.translationJobs.nodes) {
    const number = Number(jobId.slice(2));
    expect(found).toEqual({
      task: {
        quotes: { totalCount: 0 },
        listedJobs: nodes('jobId', [jobId]),
        jobs: { totalCount: 1, ...nodes('jobId', [jobId]) },
      },
      retryOf: number > 1 ? { jobId: `J-${number - 1}` } : null,
      retries: nodes('jobId', number < 50 ? [`J-${number + 1}`] : []),
      events: { nodes: [{ language: { langCode: 'de' } }, { language: { langCode: 'de' } }], totalCount: 3 },
      ...{ quotes: { nodes: [] }, listedBy: nodes('taskId', [`T-${number}`]), modelEntries: nodes('id', ['6']) },
      languages: nodes('langCode', [number % 2 ? 'ja' : 'de']),
    });
  }
  expect(statements.toSorted()).toEqual([
    'translation.eventsByJobId',
    'translation.eventsByJobIdCount',
    'translation.jobs',
    'translation.jobsByJobId',
    'translation.jobsByListed',
    'translation.jobsByRetryOf',
    'translation.jobsByTaskId',
    'translation.jobsByTaskIdCount',
    'translation.languagesByLangCode',
    'translation.languagesByListed',
    'translation.modelsByFriendlyName',
    'translation.quotesByJobId',
    'translation.quotesByListed',
    'translation.quotesByListedCount',
    'translation.tasksByJob',
    'translation.tasksByTaskId',
  ]);
});

test('accounts and keys, too', async () => {
  const people = Array.from({ length: 50 }, (_, index) => ({
    __typename: 'User',
    email: `nobody${index}@example.com`,
  }));
  const selection =
    '{ translationJobs { totalCount } translationTasks { totalCount } translationQuotes { totalCount } }';
  const { statements } = await ask(
    VIEWERS.admin,
    `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User ${selection} ... on ApiKey {
      translationQuotes { totalCount } } } }`,
    { of: [...people, ...Object.values(KEYS).map((id) => ({ __typename: 'ApiKey', id }))] },
  );
  expect(statements.toSorted()).toEqual(
    ['jobsByEmail', 'tasksByEmail', 'quotesByEmail', 'quotesByApiKey']
      .flatMap((name) => [`translation.${name}`, `translation.${name}Count`])
      .toSorted(),
  );
  expect(
    (await ask(VIEWERS.admin, ...entity('User', people[0] ?? {}, 'translationJobs(first: 101) { totalCount }'))).errors,
  ).toEqual(['BAD_USER_INPUT first']);
});
