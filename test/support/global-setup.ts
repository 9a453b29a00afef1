import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Starts the servers of this test run; the tests find them in the environment (`testServers` in `environment.ts`). */
export default async function globalSetup({ maxWorkers }: { maxWorkers: number }): Promise<void> {
  // In a process group of its own, so that Ctrl-C ends the tests first and then, through stdin, the servers.
  const servers = spawn(process.execPath, [join(import.meta.dirname, 'servers.ts'), String(maxWorkers)], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  globalThis.testServers = servers;
  for await (const line of createInterface(servers.stdout)) {
    process.env.TEST_SERVERS = line;
    return;
  }
  throw new Error('The servers for the tests did not start; the reason stands above.');
}
