/** What several workers do to one task at once, each on a connection of its own. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '../support/until.ts';
import { CONNECTIONS, numbered, startWorkers, type Workers } from './functions-support.ts';

let workers: Workers;
beforeAll(async () => {
  workers = await startWorkers();
  // The connections are opened beforehand, so that the first calls meet each other.
  const clients = await Promise.all(numbered('', CONNECTIONS).map(() => workers.pool.connect()));
  for (const client of clients) client.release();
});
afterAll(() => workers.stop());

const STATES = ['completed', 'failed', 'cancelled'] as const;

test('no completion is lost, and one caller learns that all jobs are done', async () => {
  const jobs = numbered('P', 120);
  await workers.task('T-PARALLEL', jobs);
  const answers = await Promise.all(
    jobs.map((job, index) => workers.record('T-PARALLEL', job, STATES[index % 3] as string)),
  );
  expect(answers.filter((done) => done)).toHaveLength(1);
  const counts = { completed_jobs: 40, failed_jobs: 40, cancelled_jobs: 40 };
  expect(await workers.read('T-PARALLEL')).toMatchObject({ state: 'partial', ...counts });
});

test('no job counts twice, though every worker reports every job', async () => {
  const jobs = numbered('R', 20);
  await workers.task('T-REPEATED', [...jobs, 'LAST']);
  const calls = Array.from({ length: 6 }, (_, turn) =>
    (turn % 2 ? jobs : [...jobs].reverse()).map((job) => workers.record('T-REPEATED', job, 'completed')),
  );
  expect(await Promise.all(calls.flat())).not.toContain(true);
  expect(await workers.read('T-REPEATED')).toMatchObject({ state: 'running', completed_jobs: 20 });
  expect(await workers.record('T-REPEATED', 'LAST', 'completed')).toBe(true);
});

test('no more jobs find room than the task has, however many try', async () => {
  await workers.task('T-CROWDED', [], { total: 5 });
  const calls = numbered('X', 30).map((job) => workers.record('T-CROWDED', job, 'completed'));
  const outcomes = await Promise.allSettled(calls);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  const task = await workers.read('T-CROWDED');
  expect(task).toMatchObject({ completed_jobs: 5, state: 'succeeded' });
  expect(task.job_ids).toHaveLength(5);
});

test('one of many may send the notification', async () => {
  await workers.task('T-MAIL', ['M1']);
  const answers = await Promise.all(numbered('', 40).map(() => workers.notified('T-MAIL')));
  expect(answers.filter((first) => first)).toHaveLength(1);
});

test('a task is created once, and the others are told', async () => {
  const outcomes = await Promise.allSettled(
    numbered('', 20).map(() => workers.task('T-ONCE', ['O1'], { rows: false })),
  );
  const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []));
  expect(refusals).toEqual(Array(19).fill('23505'));
});

test.each(numbered('', 15))(
  'reports and cancellations at the same time leave every job counted once (%s)',
  async (turn) => {
    const id = `T-RACE-${turn}`;
    const jobs = numbered(`${id}-`, 24);
    await workers.task(id, jobs);
    const reports = jobs.map((job, index) => () => workers.record(id, job, STATES[index % 2] as string));
    const cancellations = [() => workers.cancel(id, 'one'), () => workers.cancel(id, 'two')];
    const place = Number(turn); // somewhere among the reports, elsewhere each time
    const calls: (() => Promise<number | boolean>)[] = [...reports];
    calls.splice(place, 0, ...cancellations);
    const answers = await Promise.all(calls.map((call) => call()));

    const task = await workers.read(id);
    expect(task.completed_jobs + task.failed_jobs + task.cancelled_jobs).toBe(24);
    const cancelled = answers.filter((answer) => typeof answer === 'number').reduce((sum, count) => sum + count, 0);
    expect(cancelled).toBe(task.cancelled_jobs);
    const rows = await workers.jobs(id);
    const ended = (state: string) => rows.filter((job) => job.state === state).length;
    expect(STATES.map(ended)).toEqual([task.completed_jobs, task.failed_jobs, task.cancelled_jobs]);
    expect(new Set(rows.flatMap(({ reason }) => reason ?? [])).size).toBeLessThan(2); // one of the two cancelled them all
    expect(task.state).toBe(cancelled > 0 ? 'cancelled' : 'partial');
  },
);

test('a worker that writes its job and reports it in one transaction, and a cancellation in between, do not lock up', async () => {
  await workers.task('T-LOCKS', ['K1', 'K2']);
  const client = await workers.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(`UPDATE translation_jobs SET state = 'completed', completed_at = now() WHERE job_id = 'K1'`);
    const cancelled = workers.cancel('T-LOCKS', 'in between');
    await until(someoneWaits);
    const { rows } = await client.query(`SELECT record_task_job_completed('T-LOCKS', 'K1', 'completed') AS done`);
    expect(rows).toEqual([{ done: false }]);
    await client.query('COMMIT');
    expect(await cancelled).toBe(1);
  } finally {
    client.release();
  }
  expect(await workers.read('T-LOCKS')).toMatchObject({ completed_jobs: 1, cancelled_jobs: 1, state: 'cancelled' });
  expect((await workers.jobs('T-LOCKS')).map(({ state }) => state)).toEqual(['completed', 'cancelled']);
});

test('a report waits for a cancellation that is under way, and then changes nothing', async () => {
  await workers.task('T-WAITS', ['Z1']);
  const client = await workers.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SELECT cancel_task_remaining('T-WAITS', 'first')`);
    const report = workers.record('T-WAITS', 'Z1', 'completed');
    await until(someoneWaits);
    await client.query('COMMIT');
    expect(await report).toBe(true);
  } finally {
    client.release();
  }
  expect(await workers.read('T-WAITS')).toMatchObject({ completed_jobs: 0, cancelled_jobs: 1, state: 'cancelled' });
});

/** Asked outside of the transaction, inside of which Postgres would repeat its first answer. */
async function someoneWaits(): Promise<boolean> {
  const { rows } = await workers.pool.query(`SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`);
  return rows.length > 0;
}
