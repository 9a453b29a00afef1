/** The front door: one Fastify server that speaks GraphQL over HTTP, SSE and WebSocket, and says how it is. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { GraphQLError } from 'graphql';
import { MASKED } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { stopListeningOnClose } from './drain.ts';
import type { Graph } from './graph.ts';
import { graphqlOverHttp } from './graphql-over-http.ts';
import { health, type Readiness } from './health.ts';
import { metrics } from './metrics.ts';
import { sseHandler } from './sse.ts';
import type { Viewers } from './viewers.ts';
import { serveWebSocket } from './websocket.ts';

export interface FrontOptions {
  graph: Graph;
  viewers: Viewers;
  readiness: Readiness;
  log: Log;
  bodyLimit: number;
}

export async function createFront({
  graph,
  viewers,
  readiness,
  log,
  bodyLimit,
}: FrontOptions): Promise<FastifyInstance> {
  const requestId = requestIds();
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    // A logger per request costs as much as a price; whatever is logged says its request id itself.
    childLoggerFactory: (logger) => logger,
    bodyLimit,
    // Any other upgrade that a client offers, such as to HTTP/2, is not taken up: its request is answered as it is.
    http: { shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket' },
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000, // longer than the idle timeout of the load balancers in front of us
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true },
  });

  stopListeningOnClose(app);

  // A page of another site may send text without asking first; a JSON body it may not.
  app.removeContentTypeParser('text/plain');
  app.addHook('onSend', (request, reply, _payload, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error, requestId: request.id }, 'a request failed');
    const message = status >= 500 ? MASKED : plainWords(error);
    const code = status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_REQUEST';
    void reply.code(status).send({ errors: [new GraphQLError(message, { extensions: { code } })] });
  });
  app.setNotFoundHandler((_request, reply) => {
    void reply.code(404).send({ errors: [{ message: 'There is nothing here. The graph is at /graphql.' }] });
  });

  await app.register(metrics);
  await app.register(health, { readiness });

  const answer = graphqlOverHttp(graph, viewers);
  const stream = sseHandler(app, graph, viewers);
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: (request, reply) => (wantsEvents(request) ? stream(request, reply) : answer(request, reply)),
  });
  app.route({ method: ['GET', 'POST'], url: '/graphql/stream', handler: stream });
  serveWebSocket(app, { path: '/graphql', graph, viewers, requestId, maxMessageBytes: bodyLimit });
  return app;
}

function wantsEvents(request: FastifyRequest): boolean {
  const { accept } = request.headers;
  return accept?.startsWith('text/event-stream') ?? false;
}

/** What a caller can do about an error that Fastify found in the request. */
function plainWords(error: FastifyError): string {
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return 'Send the request as application/json.';
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return 'The request is too large.';
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return 'The body is empty: send a JSON object with a query.';
    default:
      return 'The request cannot be read: send a JSON object with a query.';
  }
}

/** Ids are the caller's where usable, and otherwise a counter under a prefix of this process: cheap and unique. */
function requestIds(): (request: IncomingMessage) => string {
  const prefix = randomBytes(4).toString('hex');
  let count = 0;
  return (request) => {
    const given = request.headers?.['x-request-id'];
    if (typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given)) return given;
    count += 1;
    return `${prefix}-${count.toString(36)}`;
  };
}
