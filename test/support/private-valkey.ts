import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createLog } from '../../platform/log.ts';
import { type PrivateValkey, startPrivateValkey } from '../../platform/valkey-server.ts';

/** A real server that a test may treat badly. */
export interface TestValkey {
  readonly url: string;
  /** Connections, accepted or new, get no answer until `resume`. */
  pause(): void;
  resume(): void;
  kill(): void;
  /** Starts an empty server at the same address, after `kill`. */
  restart(): Promise<void>;
  /** Asks the server itself, past any cache under test. */
  ask(command: string, ...args: string[]): Promise<unknown>;
  stop(): Promise<void>;
}

/** Undefined where no Valkey is installed. */
export async function startTestValkey(): Promise<TestValkey | undefined> {
  const options = { dataDir: join(tmpdir(), `valkey-${randomUUID().slice(0, 8)}`), log: createLog('warn') };
  const first = await startPrivateValkey(options);
  if (!first) return undefined;
  const { url } = first;
  let server: PrivateValkey = first;
  let pid = await processId(url);
  return {
    url,
    pause: () => process.kill(pid, 'SIGSTOP'),
    resume: () => process.kill(pid, 'SIGCONT'),
    kill: () => process.kill(pid, 'SIGKILL'),
    restart: async () => {
      const next = await startPrivateValkey(options);
      if (!next) throw new Error('Valkey does not start again');
      server = next;
      pid = await processId(url);
    },
    ask: (command, ...args) => withServer(url, (client) => client.call(command, ...args)),
    stop: async () => {
      await server.stop();
      rmSync(options.dataDir, { recursive: true, force: true });
    },
  };
}

async function processId(url: string): Promise<number> {
  return withServer(url, async (client) => Number(/^process_id:(\d+)/m.exec(await client.info('server'))?.[1]));
}

async function withServer<Answer>(url: string, question: (client: Redis) => Promise<Answer>): Promise<Answer> {
  const client = new Redis({ path: decodeURIComponent(new URL(url).pathname) });
  try {
    return await question(client);
  } finally {
    client.disconnect();
  }
}
