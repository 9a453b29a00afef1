/** Whether this machine reaches the exchanges at all: what tells live prices from simulated ones at the start. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Services } from '../../../platform/subgraph.ts';
import { enabledFeeds } from './queries.ts';

/**
 * Tries the endpoints of all feeds that are switched on, at once. True as soon as one opens; false when none did
 * within `timeoutMs`, or when there is none.
 */
export async function exchangesReachable({ database }: Services, timeoutMs = 3_000): Promise<boolean> {
  const feeds = await enabledFeeds(database);
  const signal = AbortSignal.timeout(timeoutMs);
  const sockets: WebSocket[] = [];
  const attempts = feeds.map(async ({ wsEndpoint }) => {
    const socket = new WebSocket(wsEndpoint);
    sockets.push(socket);
    socket.on('error', () => {}); // the attempt tells; and ending one that is still connecting is an error to ws
    await once(socket, 'open', { signal });
  });
  const reached = await Promise.any(attempts).then(
    () => true,
    () => false,
  );
  for (const socket of sockets) socket.terminate();
  return reached;
}
