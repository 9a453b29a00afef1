import { once } from 'node:events';
import { Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/**
 * Closes the server so that nothing in flight fails: new connections are refused at once, open ones are told with their
 * next answer to close (Fastify does that), and those that stay silent for `ms` are closed before any request is lost on
 * them. Node's own `close` closes silent connections first, on which a request may be under way. Add it last, after
 * what ends streams.
 */
export function drainOnClose(app: FastifyInstance, ms: number): void {
  app.addHook('preClose', async () => {
    const closed = once(app.server, 'close');
    Server.prototype.close.call(app.server);
    await sleep(ms);
    app.server.closeIdleConnections();
    await closed;
  });
}
