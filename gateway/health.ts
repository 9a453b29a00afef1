import type { FastifyPluginAsync } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

/** Each part that answering depends on, and whether it answers now. */
export type Readiness = () => Promise<Record<string, boolean>>;

const health: FastifyPluginAsync<{ readiness: Readiness }> = async (app, { readiness }) => {
  let draining = false;
  app.addHook('preClose', async () => {
    draining = true;
  });
  app.get('/health', () => ({ status: 'ok' }));
  // However many ask, one check runs.
  let checking: ReturnType<Readiness> | undefined;
  app.get('/ready', async (_request, reply) => {
    checking ??= readiness().finally(() => {
      checking = undefined;
    });
    const parts = await checking;
    const ready = !draining && Object.values(parts).every(Boolean);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', parts });
  });
};

const plugin = fastifyPlugin(health);

export { plugin as health };
