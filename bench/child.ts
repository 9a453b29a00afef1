/** A server under measurement in a process of its own: says its port, and its CPU time when asked. */
import { fork } from 'node:child_process';
import { join } from 'node:path';

type FromChild = { port: number } | { cpuMicroseconds: number };

export interface MeasuredChild {
  port: number;
  /** CPU time of the process so far, user and system, in µs. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts `bench/<file>` and waits until it listens. */
export async function startChild(file: string, environment: Record<string, string>): Promise<MeasuredChild> {
  const child = fork(join(import.meta.dirname, file), { env: { ...process.env, ...environment } });
  const ended = new Promise<never>((_resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${file} ended with code ${code}`)));
  });
  ended.catch(() => {}); // told to whoever waits for a message; at the end nobody does
  const message = async (): Promise<FromChild> => {
    const received = new Promise<FromChild>((resolve) => child.once('message', (value) => resolve(value as FromChild)));
    return Promise.race([received, ended]);
  };
  const { port } = (await message()) as { port: number };
  return {
    port,
    async cpu() {
      child.send('cpu');
      return ((await message()) as { cpuMicroseconds: number }).cpuMicroseconds;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended.catch(() => {});
    },
  };
}

/** The child's side: call it once the server listens. */
export function reportPort(port: number): void {
  process.on('message', (question) => {
    if (question !== 'cpu') return;
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMicroseconds: user + system } satisfies FromChild);
  });
  process.send?.({ port } satisfies FromChild);
}
