import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { numbered, startWorkers, type Workers } from './functions-support.ts';

let workers: Workers;
beforeAll(async () => {
  workers = await startWorkers();
});
afterAll(() => workers.stop());

const create = async (values: unknown[]) =>
  (await workers.pool.query('SELECT * FROM create_translation_task($1, $2, $3, $4, $5, $6)', values)).rows[0];

describe('create_translation_task', () => {
  test('answers with the row of the task', async () => {
    const values = ['T-NEW', 'acceptance', 'ann@example.com', '["Q1", "Q2"]', '["N1", "N2"]', 2];
    const task = await create(values);
    expect(task).toMatchObject({
      task_id: 'T-NEW',
      task_type: 'acceptance',
      state: 'running',
      customer_email: 'ann@example.com',
      quote_ids: ['Q1', 'Q2'],
      job_ids: ['N1', 'N2'],
      total_jobs: 2,
      completed_jobs: 0,
      failed_jobs: 0,
      cancelled_jobs: 0,
      notification_sent: false,
      completed_at: null,
    });
    expect(await workers.read('T-NEW')).toEqual(task);
  });

  test('takes null for the default, and counts the jobs by itself', async () => {
    expect(await create(['T-NULLS', null, null, null, '["N3"]', null])).toMatchObject({
      task_type: 'admin_batch',
      customer_email: null,
      quote_ids: [],
      job_ids: ['N3'],
      total_jobs: 1,
    });
  });

  test('can be called with the names of its arguments', async () => {
    await workers.pool.query(`SELECT create_translation_task(task_id => 'T-NAMED', task_type => 'acceptance',
      customer_email => NULL, quote_ids => '[]', job_ids => '[]', total_jobs => 1)`);
    expect(await workers.read('T-NAMED')).toMatchObject({ task_type: 'acceptance', total_jobs: 1 });
  });
});

describe('get_active_tasks', () => {
  test('lists what has not ended, the oldest first', async () => {
    await workers.task('T-LATE', ['L1']);
    await workers.task('T-EARLY', ['E1']);
    await workers.task('T-ENDED', ['D1']);
    await workers.record('T-ENDED', 'D1', 'completed');
    await workers.pool.query(`UPDATE translation_tasks SET submitted_at = '2001-01-01' WHERE task_id = 'T-EARLY'`);
    await workers.pool.query(`UPDATE translation_tasks SET submitted_at = '2002-01-01' WHERE task_id = 'T-LATE'`);
    const { rows } = await workers.pool.query('SELECT * FROM get_active_tasks()');
    const ids = rows.map(({ task_id }) => task_id);
    expect(ids.slice(0, 2)).toEqual(['T-EARLY', 'T-LATE']);
    expect(ids).not.toContain('T-ENDED');
    expect(rows[0]).toEqual(await workers.read('T-EARLY'));
  });
});

describe('get_task_status', () => {
  const status = async (task: string) => {
    const text = 'SELECT (task).task_id, (task).total_jobs, (job).job_id, (job).state FROM get_task_status($1)';
    return (await workers.pool.query(text, [task])).rows;
  };

  test('gives every job of the task and no other, the oldest first, with the task beside it', async () => {
    await workers.task('T-STATUS', ['S1', 'S2']);
    await workers.task('T-OTHER', ['O1']);
    await workers.insertJob('S-ALONE', null);
    await workers.pool.query(`UPDATE translation_jobs SET submitted_at = '2001-01-01' WHERE job_id = 'S2'`);
    await workers.record('T-STATUS', 'S1', 'failed');
    expect(await status('T-STATUS')).toEqual([
      { task_id: 'T-STATUS', total_jobs: 2, job_id: 'S2', state: 'queued' },
      { task_id: 'T-STATUS', total_jobs: 2, job_id: 'S1', state: 'failed' },
    ]);
  });

  test('gives one row for a task without jobs, and none for an unknown task', async () => {
    await workers.task('T-BARE', ['B1'], { rows: false });
    expect(await status('T-BARE')).toEqual([{ task_id: 'T-BARE', total_jobs: 1, job_id: null, state: null }]);
    expect(await status('no such task')).toEqual([]);
  });
});

describe('record_task_job_completed', () => {
  test.each([
    [['completed', 'completed', 'completed'], 'succeeded'],
    [['completed', 'failed', 'completed'], 'partial'],
    [['cancelled', 'completed', 'cancelled'], 'partial'],
    [['failed', 'failed', 'failed'], 'failed'],
    [['cancelled', 'failed', 'cancelled'], 'failed'],
    [['cancelled', 'cancelled', 'cancelled'], 'cancelled'],
  ])('counts %p and ends as %s', async (states, end) => {
    const id = `T-${states.join('-')}`;
    const jobs = numbered(id, 3);
    await workers.task(id, jobs);
    const [first, second, third] = states as [string, string, string];
    expect(await workers.record(id, `${id}1`, first)).toBe(false);
    expect(await workers.record(id, `${id}2`, second)).toBe(false);
    expect(await workers.read(id)).toMatchObject({ state: 'running', completed_at: null });
    expect(await workers.record(id, `${id}3`, third)).toBe(true);
    const count = (state: string) => states.filter((other) => other === state).length;
    expect(await workers.read(id)).toMatchObject({
      state: end,
      completed_at: expect.any(Date),
      completed_jobs: count('completed'),
      failed_jobs: count('failed'),
      cancelled_jobs: count('cancelled'),
    });
    expect((await workers.jobs(id)).map(({ state }) => state)).toEqual(states);
  });

  test('counts a job once, however often it is reported and as what', async () => {
    await workers.task('T-TWICE', ['W1', 'W2']);
    expect(await workers.record('T-TWICE', 'W1', 'completed')).toBe(false);
    expect(await workers.record('T-TWICE', 'W1', 'completed')).toBe(false);
    expect(await workers.record('T-TWICE', 'W1', 'failed')).toBe(false);
    expect(await workers.read('T-TWICE')).toMatchObject({ completed_jobs: 1, failed_jobs: 0, state: 'running' });
  });

  test('changes nothing once the task has ended, and says that it has', async () => {
    await workers.task('T-OVER', ['V1']);
    await workers.record('T-OVER', 'V1', 'completed');
    const before = await workers.read('T-OVER');
    expect(await workers.record('T-OVER', 'V1', 'failed')).toBe(true);
    expect(await workers.read('T-OVER')).toEqual(before);
  });

  test('leaves a job alone that its worker has ended already', async () => {
    await workers.task('T-DONE', ['D1-DONE']);
    await workers.pool.query(`UPDATE translation_jobs SET state = 'completed', completed_at = '2026-01-01 00:00:00+00',
      updated_at = '2026-01-01 00:00:00+00' WHERE job_id = 'D1-DONE'`);
    const before = await workers.jobs('T-DONE');
    expect(await workers.record('T-DONE', 'D1-DONE', 'completed')).toBe(true);
    expect(await workers.jobs('T-DONE')).toEqual(before);
  });

  test('names a job that the task did not know by name, as long as there is room', async () => {
    await workers.task('T-ROOM', ['R1'], { rows: false, total: 2 });
    await workers.insertJob('R2', 'T-ROOM');
    expect(await workers.record('T-ROOM', 'R2', 'completed')).toBe(false);
    await expect(workers.record('T-ROOM', 'R3', 'completed')).rejects.toMatchObject({ code: '22023' });
    expect(await workers.record('T-ROOM', 'R1', 'completed')).toBe(true);
    expect(await workers.read('T-ROOM')).toMatchObject({ job_ids: ['R1', 'R2'], state: 'succeeded' });
  });
});

describe('mark_task_notified', () => {
  test('is true once', async () => {
    await workers.task('T-MAIL', ['M1']);
    await workers.record('T-MAIL', 'M1', 'completed');
    expect(await workers.notified('T-MAIL')).toBe(true);
    expect(await workers.notified('T-MAIL')).toBe(false);
    expect(await workers.read('T-MAIL')).toMatchObject({ notification_sent: true });
  });
});

describe('cancel_task_remaining', () => {
  test('cancels the jobs that have not ended, with the reason, and ends the task', async () => {
    await workers.task('T-CANCEL', ['C1', 'C2', 'C3', 'C4']);
    await workers.insertJob('C-ALONE', null);
    await workers.record('T-CANCEL', 'C1', 'completed');
    await workers.record('T-CANCEL', 'C2', 'failed');
    await workers.pool.query(`UPDATE translation_jobs SET state = 'running' WHERE job_id = 'C3'`);
    expect(await workers.cancel('T-CANCEL', 'too slow')).toBe(2);
    const counts = { completed_jobs: 1, failed_jobs: 1, cancelled_jobs: 2 };
    expect(await workers.read('T-CANCEL')).toMatchObject({
      state: 'cancelled',
      completed_at: expect.any(Date),
      ...counts,
    });
    expect(await workers.jobs('T-CANCEL')).toMatchObject([
      { job_id: 'C1', state: 'completed', reason: null },
      { job_id: 'C2', state: 'failed', reason: null },
      { job_id: 'C3', state: 'cancelled', reason: 'too slow', completed_at: expect.any(Date) },
      { job_id: 'C4', state: 'cancelled', reason: 'too slow', completed_at: expect.any(Date) },
    ]);
    const alone = await workers.pool.query(`SELECT state FROM translation_jobs WHERE job_id = 'C-ALONE'`);
    expect(alone.rows).toEqual([{ state: 'queued' }]);
  });

  test('changes nothing the second time, nor does a job that is reported afterwards', async () => {
    await workers.task('T-AGAIN', ['A1', 'A2']);
    await workers.cancel('T-AGAIN', 'first');
    const before = [await workers.read('T-AGAIN'), await workers.jobs('T-AGAIN')];
    expect(await workers.cancel('T-AGAIN', 'second')).toBe(0);
    expect(await workers.record('T-AGAIN', 'A1', 'completed')).toBe(true);
    expect([await workers.read('T-AGAIN'), await workers.jobs('T-AGAIN')]).toEqual(before);
  });

  test('counts a job as what it is when it had ended and was not reported yet', async () => {
    await workers.task('T-UNREPORTED', ['U1', 'U2', 'U3']);
    await workers.pool.query(`UPDATE translation_jobs SET state = 'completed' WHERE job_id IN ('U1', 'U2')`);
    await workers.record('T-UNREPORTED', 'U2', 'completed');
    expect(await workers.cancel('T-UNREPORTED')).toBe(1);
    expect(await workers.read('T-UNREPORTED')).toMatchObject({
      completed_jobs: 2,
      cancelled_jobs: 1,
      state: 'cancelled',
    });
  });

  test('ends a task as usual when nothing was left to cancel', async () => {
    await workers.task('T-NOTHING', ['G1', 'G2']);
    await workers.pool.query(`UPDATE translation_jobs SET state = 'completed' WHERE task_id = 'T-NOTHING'`);
    await workers.record('T-NOTHING', 'G1', 'completed');
    expect(await workers.cancel('T-NOTHING')).toBe(0);
    expect(await workers.read('T-NOTHING')).toMatchObject({ completed_jobs: 2, cancelled_jobs: 0, state: 'succeeded' });
  });

  test('counts what has no row yet', async () => {
    await workers.task('T-EMPTY', ['Y1'], { rows: false, total: 3 });
    expect(await workers.cancel('T-EMPTY')).toBe(3);
    expect(await workers.read('T-EMPTY')).toMatchObject({ cancelled_jobs: 3, state: 'cancelled' });
  });
});

describe('get_language_profile', () => {
  test('gives the whole row, and none for a language without a profile', async () => {
    await workers.pool.query(`INSERT INTO language_profiles (lang_code, display_name, temperature)
      VALUES ('xx', 'Test', 0.25)`);
    const profile = async (code: string | null) =>
      (await workers.pool.query('SELECT * FROM get_language_profile($1)', [code])).rows;
    const { rows } = await workers.pool.query(`SELECT * FROM language_profiles WHERE lang_code = 'xx'`);
    expect(rows).toHaveLength(1);
    expect(await profile('xx')).toEqual(rows);
    expect(await profile('xy')).toEqual([]);
    expect(await profile(null)).toEqual([]);
  });
});
