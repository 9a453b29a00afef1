import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** `/metrics` in the Prometheus text format: the process, and how long requests take. */
const metrics: FastifyPluginAsync = async (app) => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the headers of a request to the last byte of its answer.',
    labelNames: ['route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers: [registry],
  });
  // A timer per route and status, made once: looking labels up costs more than counting.
  const observe = (route: string) => {
    const byStatus = new Map<number, { observe(seconds: number): void }>();
    return (_request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
      let duration = byStatus.get(reply.statusCode);
      if (!duration) {
        duration = durations.labels({ route, status: reply.statusCode });
        byStatus.set(reply.statusCode, duration);
      }
      duration.observe(reply.elapsedTime / 1_000);
      done();
    };
  };
  app.addHook('onRoute', (route) => {
    route.onResponse = observe(route.url);
  });
  app.get('/metrics', async (_request, reply) =>
    reply.header('content-type', registry.contentType).send(await registry.metrics()),
  );
};

const plugin = fastifyPlugin(metrics);

export { plugin as metrics };
