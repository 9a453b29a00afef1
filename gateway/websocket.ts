/** Subscriptions, and any other operation, over WebSocket (graphql-transport-ws protocol). */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { GraphQLError } from 'graphql';
import { handleProtocols, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { failure } from './failure.ts';
import { type Graph, isRefusal, type Operation } from './graph.ts';
import type { Answer } from './link.ts';
import { Scope } from './scope.ts';
import type { Viewers } from './viewers.ts';

export interface WebSocketOptions {
  path: string;
  graph: Graph;
  viewers: Viewers;
  requestId: (request: IncomingMessage) => string;
  maxMessageBytes: number;
}

interface Prepared {
  operation: Operation;
  scope: Scope;
  variables: Record<string, unknown>;
}

const MAX_OPERATIONS = 50;
/** What is kept for a client that does not read. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;
const HEARTBEAT_MS = 12_000;
/** How long a client may take to answer that its connection is being closed. */
const GOODBYE_MS = 1_000;
const GOING_AWAY = 1001;
const INTERNAL_ERROR = 4500; // of graphql-transport-ws

/** Serves clients on `path`; a key comes in the connection's payload or in the upgrade request's headers. */
export function serveWebSocket(app: FastifyInstance, options: WebSocketOptions): void {
  const { path, graph, viewers, requestId, maxMessageBytes } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, handleProtocols });

  const protocol = makeServer<Record<string, unknown>, { request: IncomingMessage }>({
    connectionInitWaitTimeout: 5_000,
    async onSubscribe({ extra: { request }, connectionParams, subscriptions }, _id, payload) {
      const id = requestId(request);
      const variables = payload.variables ?? {};
      const operationName = payload.operationName || null;
      try {
        if (Object.keys(subscriptions).length > MAX_OPERATIONS) throw tooManyOperations();
        const viewer = await viewers.of({ ...request.headers, ...keyHeaders(connectionParams) }, id);
        const operation = graph.prepare(payload.query, operationName);
        if (isRefusal(operation)) return operation.errors;
        const prepared: Prepared = { operation, scope: new Scope(viewer, id), variables };
        const { document } = operation;
        return { schema: graph.schema, document, operationName, variableValues: variables, contextValue: prepared };
      } catch (error) {
        return [failure(error, app.log, id)];
      }
    },
    execute: ({ contextValue }) => run(contextValue as Prepared) as never,
    subscribe: ({ contextValue }) => run(contextValue as Prepared) as never,
    onError: ({ extra: { request } }, _id, _payload, errors) =>
      errors.map((error) => failure(error, app.log, requestId(request)).toJSON()),
  });

  async function run({ operation, scope, variables }: Prepared): Promise<Answer> {
    try {
      return await operation.execute(variables, scope);
    } catch (error) {
      return { data: null, errors: [failure(error, app.log, scope.requestId)] };
    }
  }

  /** Ties a client to the protocol, as graphql-ws/use/ws does, which prints a client's mistakes to the console. */
  function connect(client: WebSocket, request: IncomingMessage): void {
    const tooFarBehind = (): boolean => {
      if (client.bufferedAmount > MAX_UNREAD_BYTES) client.terminate();
      return client.readyState !== client.OPEN;
    };
    const failed = (err: unknown): void => {
      app.log.warn({ err }, 'a WebSocket failed');
      client.close(INTERNAL_ERROR, 'Internal server error');
    };
    const closed = protocol.opened(
      {
        protocol: client.protocol,
        // A message that cannot be sent any more is no error: the client is gone, and `close` says so.
        send: (data) => new Promise((resolve) => (tooFarBehind() ? resolve() : client.send(data, () => resolve()))),
        close: (code, reason) => client.close(code, reason),
        onMessage: (take) =>
          client.on('message', (data) => {
            if (!tooFarBehind()) take(String(data)).catch(failed);
          }),
      },
      { request },
    );
    let answers = true;
    const heartbeat = setInterval(() => {
      if (!answers) return client.terminate();
      answers = false;
      client.ping();
    }, HEARTBEAT_MS);
    client.on('pong', () => {
      answers = true;
    });
    client.on('ping', tooFarBehind);
    client.on('error', (err) => app.log.debug({ err }, 'a WebSocket client broke the protocol')); // ws closes it
    client.once('close', (code, reason) => {
      clearInterval(heartbeat);
      closed(code, String(reason)).catch(failed);
    });
  }

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Callers go away as they like; without a listener that would end the process.
    socket.on('error', () => {});
    // Not by `new URL`, which throws at paths such as `//`.
    if (request.url?.split('?', 1)[0] === path) {
      sockets.handleUpgrade(request, socket, head, connect);
    } else {
      socket.once('finish', () => socket.destroy());
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    }
  });
  app.addHook('preClose', (done) => {
    const terminate = setTimeout(() => {
      for (const client of sockets.clients) client.terminate();
    }, GOODBYE_MS);
    for (const client of sockets.clients) client.close(GOING_AWAY, 'Going away');
    sockets.close(() => {
      clearTimeout(terminate);
      done();
    });
  });
}

function tooManyOperations(): GraphQLError {
  return new GraphQLError(`A connection may have ${MAX_OPERATIONS} operations open: wait until one ends.`, {
    extensions: { code: 'RATE_LIMITED' },
  });
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
