/** Subscriptions, and any other operation, over SSE (graphql-sse protocol) and WebSocket (graphql-transport-ws). */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/fastify';
import type { ServerOptions } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { type Graph, isRefusal, type Operation } from './graph.ts';
import type { Answer, Result } from './link.ts';
import { Scope } from './scope.ts';
import type { Viewers } from './viewers.ts';

interface Prepared {
  operation: Operation;
  scope: Scope;
  variables: Record<string, unknown>;
}

export interface WebSocketOptions {
  path: string;
  graph: Graph;
  viewers: Viewers;
  requestId: (request: IncomingMessage) => string;
}

const MAX_MESSAGE_BYTES = 256 * 1024;

/** Serves SSE in distinct-connections mode: each operation is a request of its own, so headers travel with it. */
export function sseHandler(app: FastifyInstance, graph: Graph, viewers: Viewers) {
  const open = new Set<ServerResponse>();
  app.addHook('preClose', (done) => {
    for (const response of open) response.end();
    done();
  });

  const handler = createHandler({
    authenticate: () => null,
    async onSubscribe(request, { query, operationName, variables }) {
      const refuse = (status: number, errors: readonly GraphQLError[]) =>
        [
          JSON.stringify({ errors }),
          { status, headers: { 'content-type': 'application/json; charset=utf-8' } },
        ] as const;
      try {
        const viewer = await viewers.of(request.raw.headers);
        const operation = graph.prepare(query, operationName);
        if (isRefusal(operation)) return refuse(400, operation.errors) as never;
        return (await operation.execute(variables ?? {}, new Scope(viewer, request.raw.id))) as never;
      } catch (error) {
        if (error instanceof GraphQLError) return refuse(401, [error]) as never;
        throw error;
      }
    },
  });

  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    open.add(reply.raw);
    reply.raw.once('close', () => open.delete(reply.raw));
    try {
      await handler(request, reply);
    } catch (error) {
      request.log.error({ err: error, requestId: request.id }, 'a stream failed');
      reply.raw.destroy();
    }
  };
}

/** Serves WebSocket clients on `path`; a key comes in the connection's payload or in the upgrade request's headers. */
export function serveWebSocket(app: FastifyInstance, { path, graph, viewers, requestId }: WebSocketOptions): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const options: ServerOptions<Record<string, unknown>, { request: IncomingMessage }> = {
    connectionInitWaitTimeout: 5_000,
    async onSubscribe(context, _id, { query, operationName, variables }) {
      const headers = { ...context.extra.request.headers, ...keyHeaders(context.connectionParams) };
      try {
        const scope = new Scope(await viewers.of(headers), requestId(context.extra.request));
        const operation = graph.prepare(query, operationName);
        if (isRefusal(operation)) return operation.errors;
        const prepared: Prepared = { operation, scope, variables: variables ?? {} };
        return {
          schema: graph.schema,
          document: operation.document,
          operationName: operationName ?? null,
          variableValues: variables ?? {},
          contextValue: prepared,
        };
      } catch (error) {
        if (error instanceof GraphQLError) return [error];
        throw error;
      }
    },
    execute: (args) => run(args.contextValue as Prepared) as Promise<Result>,
    subscribe: (args) => run(args.contextValue as Prepared) as never,
  };
  const disposable = useServer(options, sockets);
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (new URL(request.url ?? '/', 'http://localhost').pathname !== path) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
  });
  app.addHook('preClose', async () => {
    await disposable.dispose();
  });
}

async function run({ operation, scope, variables }: Prepared): Promise<Answer> {
  return operation.execute(variables, scope);
}

/** Browsers cannot set headers on a WebSocket, so clients send them as connection parameters, in any case. */
function keyHeaders(parameters: Readonly<Record<string, unknown>> | undefined): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = {};
  for (const [name, value] of Object.entries(parameters ?? {})) {
    const header = name.toLowerCase();
    if (['x-api-key', 'x-admin-key', 'authorization'].includes(header) && typeof value === 'string') {
      headers[header] = value;
    }
  }
  return headers;
}
