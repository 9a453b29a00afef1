import { Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** Refuses new connections from the first moment of a close. Add it before what ends streams. */
export function stopListeningOnClose(app: FastifyInstance): void {
  app.addHook('preClose', (done) => {
    // Node's own `close` of a web server closes silent connections too, on which a request may be under way.
    Server.prototype.close.call(app.server);
    done();
  });
}

/**
 * Closes the server so that nothing in flight fails: open connections are told with their next answer to close (Fastify
 * does that), those that stay silent for `drainMs` are closed before any request is lost on them, but not before every
 * answer has been read. Whatever is still open after `deadlineMs` is closed hard. Add it last, after what ends streams.
 */
export function drainOnClose(
  app: FastifyInstance,
  { drainMs, deadlineMs }: Record<'drainMs' | 'deadlineMs', number>,
): void {
  let open = 0;
  const allSent = Promise.withResolvers<void>();
  let draining = false;
  const sent = (): void => {
    open -= 1;
    if (draining && open === 0) allSent.resolve();
  };
  app.server.on('request', (_request, response) => {
    open += 1;
    response.once('close', sent); // not `end`, after which a slow reader's answer still waits to be sent
  });
  app.addHook('preClose', async () => {
    setTimeout(() => app.server.closeAllConnections(), deadlineMs).unref();
    await sleep(drainMs);
    draining = true;
    if (open > 0) await allSent.promise;
    app.server.closeIdleConnections();
  });
}
