/** A subgraph as a server of its own: Apollo Server for queries and mutations, SSE for subscriptions beside it. */
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/fastify';
import { sql } from './database.ts';
import { presentable, unauthenticated } from './errors.ts';
import type { RequestScope, Services, Subgraph } from './subgraph.ts';
import { VIEWER_HEADER, viewerVerifier } from './vouch.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once the gateway's word for the viewer was verified. */
    scope?: RequestScope;
  }
}

/** Listens nowhere yet: the caller chooses the port. Whoever the gateway does not vouch for gets UNAUTHENTICATED. */
export async function createSubgraphServer(
  subgraph: Subgraph,
  { log, database, cache }: Services,
  secret: string,
): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 8 * 1024 * 1024, // entity representations of a large page
    forceCloseConnections: true,
    return503OnClosing: false,
    requestIdHeader: 'x-request-id',
  });
  const verify = viewerVerifier(secret);

  app.get('/health', () => ({ status: 'ok' }));
  app.get('/ready', async (_request, reply) => {
    const parts = await Promise.allSettled([database.query(sql.unsafe`SELECT 1`), cache.ping()]);
    const ready = parts.every(({ status }) => status === 'fulfilled');
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready' });
  });

  const present = (errors: readonly GraphQLError[], requestId: string) =>
    errors.map((error) => presentable(error, log, requestId));

  const apollo = new ApolloServer({
    schema: subgraph.schema,
    introspection: false,
    // Its own handlers would end the process before what is kept in memory is written.
    stopOnTerminationSignals: false,
    plugins: [fastifyApolloDrainPlugin(app), ApolloServerPluginInlineTraceDisabled(), presentErrors(present)],
    includeStacktraceInErrorResponses: false,
  });
  await apollo.start();

  const context = async (request: FastifyRequest) => subgraph.createContext(request.scope) as object;
  const query = fastifyApolloHandler(apollo, { context });
  const stream = createHandler({
    authenticate: () => null,
    schema: subgraph.schema,
    context: (request) => subgraph.createContext(request.raw.scope) as never,
    onNext: (_context, request, result) =>
      ('errors' in result && result.errors
        ? { ...result, errors: present(result.errors, request.raw.id) }
        : result) as ExecutionResult,
  });

  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    preHandler: async (request, reply) => {
      const viewer = await verify(request.headers[VIEWER_HEADER] as string | undefined);
      if (!viewer) {
        await reply.code(401).send({ errors: [unauthenticated('This subgraph answers the gateway only.')] });
        return;
      }
      request.scope = { viewer, requestId: request.id };
    },
    handler: (request, reply) =>
      request.headers.accept?.startsWith('text/event-stream')
        ? stream(request as never, reply as never)
        : query.call(app, request as never, reply as never),
  });
  return app;
}

type Present = (errors: readonly GraphQLError[], requestId: string) => readonly GraphQLError[];

/** Apollo gives its own codes to errors before `formatError` sees them, and knows no request id there. */
function presentErrors(present: Present): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ errors, request, response }) => {
        if (!errors?.length || response.body.kind !== 'single') return;
        const requestId = request.http?.headers.get('x-request-id') ?? 'unknown';
        response.body.singleResult.errors = present(errors, requestId).map((error) => error.toJSON());
      },
    }),
  };
}
