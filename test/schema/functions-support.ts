/** Calls the functions of the translation service as a worker does: by name, over several plain connections. */
import { Pool } from 'pg';
import { createTestDatabase } from '../support/database.ts';

export interface Task {
  task_id: string;
  state: string;
  job_ids: string[];
  total_jobs: number;
  completed_jobs: number;
  failed_jobs: number;
  cancelled_jobs: number;
  notification_sent: boolean;
  completed_at: Date | null;
}

export interface Job {
  job_id: string;
  state: string;
  reason: string | null;
  completed_at: Date | null;
}

export interface Workers {
  pool: Pool;
  /** Creates a task whose jobs are named by `jobs` and, unless told otherwise, have a row that is queued. */
  task(id: string, jobs: readonly string[], options?: { rows?: boolean; total?: number }): Promise<Task>;
  insertJob(jobId: string, taskId: string | null, state?: string): Promise<void>;
  record(task: string | null, job: string | null, state: string | null): Promise<boolean>;
  cancel(task: string | null, reason?: string): Promise<number>;
  notified(task: string | null): Promise<boolean>;
  read(task: string): Promise<Task>;
  jobs(task: string): Promise<Job[]>;
  stop(): Promise<void>;
}

export const CONNECTIONS = 8;

export async function startWorkers(): Promise<Workers> {
  const own = await createTestDatabase();
  const pool = new Pool({ connectionString: own.url, max: CONNECTIONS });
  pool.on('error', () => {}); // a test that fails may leave a connection behind for the end to cut
  const one = async (text: string, values: unknown[]) => (await pool.query(text, values)).rows[0];
  const workers: Workers = {
    pool,
    task: async (id, jobs, { rows = true, total = jobs.length } = {}) => {
      const values = [id, JSON.stringify(jobs), total];
      const task = await one(`SELECT * FROM create_translation_task($1, 'admin_batch', NULL, '[]', $2, $3)`, values);
      if (rows) for (const job of jobs) await workers.insertJob(job, id);
      return task;
    },
    insertJob: async (jobId, taskId, state = 'queued') => {
      await pool.query(
        `INSERT INTO translation_jobs (job_id, task_id, state, docs, langs) VALUES ($1, $2, $3, '[]', '[]')`,
        [jobId, taskId, state],
      );
    },
    record: async (task, job, state) =>
      (await one('SELECT record_task_job_completed($1, $2, $3) AS done', [task, job, state])).done,
    cancel: async (task, reason = 'no longer wanted') =>
      (await one('SELECT cancel_task_remaining($1, $2) AS cancelled', [task, reason])).cancelled,
    notified: async (task) => (await one('SELECT mark_task_notified($1) AS first', [task])).first,
    read: (task) => one('SELECT * FROM translation_tasks WHERE task_id = $1', [task]),
    jobs: async (task) => {
      const text = 'SELECT * FROM translation_jobs WHERE task_id = $1 ORDER BY job_id';
      return (await pool.query(text, [task])).rows;
    },
    stop: async () => {
      await pool.end();
      await own.drop();
    },
  };
  return workers;
}

export const numbered = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
