import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { translation } from '../../subgraphs/translation/subgraph.ts';
import { type Ask, askSubgraph, entity } from '../support/ask.ts';
import { insertFixtures, JOBS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  ask = askSubgraph(translation, services);
});
afterAll(() => services.stop());

const names = Object.keys(VIEWERS) as (keyof typeof VIEWERS)[];

describe('translationJobs', () => {
  const seen = {
    nobody: 'UNAUTHENTICATED',
    gateway: 'FORBIDDEN',
    demo: 'FORBIDDEN',
    partner: [],
    alice: ['JOB-2', 'JOB-1'],
    bob: ['JOB-3'],
    admin: ['JOB-4', 'JOB-3', 'JOB-2', 'JOB-1'],
  };
  test.each(names)('%s', async (name) => {
    const { data, errors } = await ask(VIEWERS[name], '{ translationJobs { nodes { jobId } totalCount } }');
    expect(errors[0] ?? data.translationJobs.nodes.map((job: { jobId: string }) => job.jobId)).toEqual(seen[name]);
    if (!errors.length) expect(data.translationJobs.totalCount).toBe(seen[name].length);
  });
});

test('an address is the same however it is capitalised', async () => {
  const { database } = services;
  await database.query(sql.unsafe`
    UPDATE translation_tasks SET customer_email = 'ALICE@Example.com' WHERE task_id = 'TASK-ALICE'`);
  expect((await ask(VIEWERS.alice, '{ translationJobs { totalCount } }')).data.translationJobs.totalCount).toBe(2);
  await database.query(sql.unsafe`
    UPDATE translation_tasks SET customer_email = 'alice@example.com' WHERE task_id = 'TASK-ALICE'`);
});

describe('translationJobByJobId(jobId)', () => {
  const seen = {
    nobody: 'UNAUTHENTICATED',
    gateway: 'FORBIDDEN',
    demo: 'FORBIDDEN',
    partner: null,
    alice: 'JOB-1',
    bob: null,
    admin: 'JOB-1',
  };
  test.each(names)('%s asks for one of Alice', async (name) => {
    const { data, errors } = await ask(VIEWERS[name], '{ translationJobByJobId(jobId: "JOB-1") { jobId } }');
    expect(errors[0] ?? data.translationJobByJobId?.jobId ?? null).toBe(seen[name]);
  });

  test('what we pay for it is for administrators, digit for digit', async () => {
    const costs = '{ translationJobByJobId(jobId: "JOB-1") { bedrockCostUsd idempotencyKey options docs } }';
    expect((await ask(VIEWERS.admin, costs)).data.translationJobByJobId).toEqual({
      bedrockCostUsd: '12345678901234.5678',
      idempotencyKey: 'once',
      options: {},
      docs: ['a.md'],
    });
    expect((await ask(VIEWERS.alice, costs)).data.translationJobByJobId).toEqual({
      bedrockCostUsd: null,
      idempotencyKey: null,
      options: null,
      docs: ['a.md'],
    });
  });

  test('an unknown job is null, an impossible one is refused', async () => {
    expect(
      (await ask(VIEWERS.admin, '{ translationJobByJobId(jobId: "none") { id } }')).data.translationJobByJobId,
    ).toBeNull();
    const { errors } = await ask(VIEWERS.admin, 'query ($j: String!) { translationJobByJobId(jobId: $j) { id } }', {
      j: '\0',
    });
    expect(errors).toEqual(['BAD_USER_INPUT jobId']);
  });
});

describe('entities, which bypass every parent', () => {
  test.each(names)('%s', async (name) => {
    for (const key of [{ id: JOBS.alice }, { jobId: 'JOB-1' }]) {
      const { data, errors } = await ask(VIEWERS[name], ...entity('TranslationJob', key, 'jobId'));
      expect(errors).toEqual([]);
      expect(data._entities).toEqual([name === 'alice' || name === 'admin' ? { jobId: 'JOB-1' } : null]);
    }
  });
});

test('the jobs that are tried again, in one statement', async () => {
  const { data, statements } = await ask(VIEWERS.admin, '{ translationJobs { nodes { jobId retryOf { jobId } } } }');
  expect(data.translationJobs.nodes).toEqual([
    { jobId: 'JOB-4', retryOf: { jobId: 'JOB-1' } },
    { jobId: 'JOB-3', retryOf: null },
    { jobId: 'JOB-2', retryOf: { jobId: 'JOB-1' } },
    { jobId: 'JOB-1', retryOf: null },
  ]);
  expect(statements).toEqual(['translation.jobs', 'translation.jobsByJobId']);
});

test('a malformed key is not found, and takes nothing from those it was gathered with', async () => {
  const { data, errors } = await ask(
    VIEWERS.admin,
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on TranslationJob { id } } }',
    { of: [JOBS.alice, 'one'].map((id) => ({ __typename: 'TranslationJob', id })) },
  );
  expect({ data, errors }).toEqual({ data: { _entities: [{ id: JOBS.alice }, null] }, errors: [] });
});
