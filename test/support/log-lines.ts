import { EventEmitter, once } from 'node:events';
import { pino } from 'pino';
import type { Log } from '../../platform/log.ts';

/** A log whose lines a test can read, and wait for. */
export function logLines() {
  const lines: { level: number; msg: string; [key: string]: unknown }[] = [];
  const written = new EventEmitter();
  const log: Log = pino(
    { level: 'info', base: null, timestamp: false },
    {
      write: (line: string) => {
        lines.push(JSON.parse(line));
        written.emit('line');
      },
    },
  );
  return {
    log,
    lines,
    messages: () => lines.map(({ msg }) => msg),
    /** Resolves when `message` has been logged `times` times. */
    until: async (message: string, times = 1) => {
      while (lines.filter(({ msg }) => msg === message).length < times) await once(written, 'line');
    },
  };
}
