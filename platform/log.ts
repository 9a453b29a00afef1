import { type Logger, pino } from 'pino';

export type Log = Logger;

/** A structured logger (JSON lines on stderr). Whoever logs an error that carries a request takes its message alone. */
export function createLog(level: string): Log {
  return pino({ level }, pino.destination({ dest: 2, sync: false }));
}
