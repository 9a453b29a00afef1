import { type Logger, pino } from 'pino';

export type Log = Logger;

/** A structured (JSON lines, stderr) logger; secrets that travel in headers never reach it. */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      redact: ['headers.authorization', 'headers["x-api-key"]', 'headers["x-admin-key"]', 'headers.cookie'],
    },
    pino.destination({ dest: 2, sync: false }),
  );
}
