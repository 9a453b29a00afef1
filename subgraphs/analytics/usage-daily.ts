/** Keeps `mv_usage_daily` up to date: every five minutes, without blocking a reader (dictionary TB-R20). */
import { z } from 'zod';
import { sql } from '../../platform/database.ts';
import type { Background, Services } from '../../platform/subgraph.ts';

const EVERY_MS = 5 * 60_000;
/** Of the processes that share a database one refreshes at a time; any number will do that nothing else locks. */
const LOCK = 7_274_016;

const Session = z.object({ pid: z.int(), isMine: z.boolean() });

/** Refreshes at once, and then again so long after each refresh. What fails is logged, and tried again next time. */
export function startUsageDaily(
  { database, log }: Pick<Services, 'database' | 'log'>,
  everyMs: number = EVERY_MS,
): Background {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let pid: number | undefined;
  let running = refresh();

  async function refresh(): Promise<void> {
    try {
      await database.transaction(async (transaction) => {
        // It takes longer than an answer may.
        await transaction.query(sql.unsafe`/* analytics.allowTime */ SET LOCAL statement_timeout = '4min'`);
        const session = await transaction.one(sql.type(Session)`/* analytics.lockUsageDays */
          SELECT pg_backend_pid() AS pid, pg_try_advisory_xact_lock(${LOCK}) AS is_mine`);
        pid = session.pid;
        if (!session.isMine || stopped) return;
        await transaction.query(sql.unsafe`/* analytics.refreshUsageDays */
          REFRESH MATERIALIZED VIEW CONCURRENTLY mv_usage_daily`);
      });
    } catch (error) {
      if (!stopped) log.warn({ err: error }, 'the usage by day could not be refreshed');
    }
    pid = undefined;
    if (stopped) return;
    timer = setTimeout(() => {
      running = refresh();
    }, everyMs);
  }

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      if (pid !== undefined)
        await database.query(sql.unsafe`/* analytics.endRefresh */ SELECT pg_cancel_backend(${pid})`);
      await running;
    },
  };
}
