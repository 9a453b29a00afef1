import type { TestServers } from './servers.ts';

/** Where the servers of this test run are. */
export function testServers(): TestServers {
  const told = process.env.TEST_SERVERS;
  if (!told) throw new Error('Run the tests with npm test: it starts the servers that they need.');
  return JSON.parse(told);
}

/** The Valkey that this jest worker has for itself; undefined where none is installed. */
export function testValkey(): string | undefined {
  return testServers().valkeys[Number(process.env.JEST_WORKER_ID) - 1];
}
