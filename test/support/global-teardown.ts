import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

declare global {
  var testServers: ChildProcess | undefined;
}

/** Stops and removes the servers of this test run. */
export default async function globalTeardown(): Promise<void> {
  const servers = globalThis.testServers;
  if (!servers || servers.exitCode !== null) return;
  const exited = once(servers, 'exit');
  servers.stdin?.end();
  await exited;
}
