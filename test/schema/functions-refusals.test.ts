import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startWorkers, type Workers } from './functions-support.ts';

let workers: Workers;
beforeAll(async () => {
  workers = await startWorkers();
  await workers.task('T', ['J1', 'J2']);
  await workers.task('OTHER', ['J3']);
});
afterAll(() => workers.stop());

const LONG = 'x'.repeat(65);

const refusedTasks: [string, Record<string, unknown>, string, string][] = [
  ['no id', { id: null }, '22004', 'task_id must not be null'],
  ['an empty id', { id: '' }, '22023', 'task_id must have 1 to 64 characters'],
  ['a long id', { id: LONG }, '22023', 'task_id must have 1 to 64 characters'],
  ['an id that is taken', { id: 'T' }, '23505', 'translation_tasks_task_id_key'],
  ['an unknown type', { type: 'gift' }, '22023', 'task_type must be acceptance or admin_batch, not gift'],
  ['jobs that are no list', { jobs: '{"a": 1}' }, '22023', 'job_ids must be a JSON array of ids'],
  ['jobs that are null in JSON', { jobs: 'null' }, '22023', 'job_ids must be a JSON array of ids'],
  ['a job that is no text', { jobs: '[1]' }, '22023', 'job_ids must be a JSON array of ids'],
  ['a job with a long id', { jobs: JSON.stringify([LONG]) }, '22023', 'job_ids must be a JSON array of ids'],
  ['a job named twice', { jobs: '["A", "B", "A"]', total: 3 }, '22023', 'job_ids names an id twice'],
  ['quotes that are no list', { quotes: '"Q"' }, '22023', 'quote_ids must be a JSON array of ids'],
  ['no jobs', { jobs: '[]', total: 0 }, '22023', 'total_jobs must be 1 or more'],
  ['neither jobs nor their number', { jobs: null, total: null }, '22023', 'total_jobs must be 1 or more'],
  ['a negative number of jobs', { total: -1 }, '22023', 'total_jobs must be 1 or more'],
  ['fewer jobs than it names', { jobs: '["A", "B"]', total: 1 }, '22023', 'number of job_ids, which is 2'],
];
test.each(refusedTasks)('create_translation_task refuses %s', async (_, changed, code, message) => {
  const given = { id: 'NEW', type: 'admin_batch', email: null, quotes: '[]', jobs: '["A"]', total: 1, ...changed };
  const call = workers.pool.query('SELECT create_translation_task($1, $2, $3, $4, $5, $6)', Object.values(given));
  await expect(call).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  expect(await workers.read('NEW')).toBeUndefined();
});

const refusedReports: [string, (string | null)[], string, string][] = [
  ['an unknown task', ['GONE', 'J1', 'completed'], 'P0002', 'there is no translation task GONE'],
  ['no task', [null, 'J1', 'completed'], 'P0002', 'there is no translation task'],
  ['no job', ['T', null, 'completed'], '22004', 'job_id and job_state must not be null'],
  ['no state', ['T', 'J1', null], '22004', 'job_id and job_state must not be null'],
  ['a state that is no end', ['T', 'J1', 'running'], '22023', 'must be completed, failed or cancelled, not running'],
  ['a state in capitals', ['T', 'J1', 'Completed'], '22023', 'must be completed, failed or cancelled, not Completed'],
  ['a job of another task', ['T', 'J3', 'completed'], '22023', 'job J3 is not one of task T'],
  ['a job that nobody knows', ['T', 'J9', 'completed'], '22023', 'job J9 is not one of task T'],
];
test.each(refusedReports)('record_task_job_completed refuses %s', async (_, [task, job, state], code, message) => {
  const before = await workers.read('T');
  const call = workers.record(task ?? null, job ?? null, state ?? null);
  await expect(call).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  expect(await workers.read('T')).toEqual(before);
});

test('a job of another task is refused even where there is room for one more', async () => {
  await workers.task('ROOMY', [], { total: 2 });
  await expect(workers.record('ROOMY', 'J3', 'completed')).rejects.toMatchObject({ code: '22023' });
  expect(await workers.read('ROOMY')).toMatchObject({ completed_jobs: 0, job_ids: [] });
});

test.each(['GONE', null])('neither cancelling nor notifying takes the task %p', async (task) => {
  await expect(workers.cancel(task)).rejects.toMatchObject({ code: 'P0002' });
  await expect(workers.notified(task)).rejects.toMatchObject({ code: 'P0002' });
});
