/** Subscriptions, and any other operation, over SSE (graphql-sse protocol, distinct connections mode). */
import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/fastify';
import { failure, HttpError, refuseMutationByGet } from './failure.ts';
import { type Graph, isRefusal } from './graph.ts';
import { isStream, type Result } from './link.ts';
import { Scope } from './scope.ts';
import type { Viewers } from './viewers.ts';

/** Each operation is a request of its own, so headers travel with it. */
export function sseHandler(app: FastifyInstance, graph: Graph, viewers: Viewers) {
  const open = new Set<ServerResponse>();
  app.addHook('preClose', (done) => {
    // No `complete` event: the client shall come back.
    for (const response of open) response.end();
    done();
  });

  const handler = createHandler({
    authenticate: () => null,
    async onSubscribe({ method, raw: request, context: { reply } }, { query, operationName, variables }) {
      try {
        const viewer = await viewers.of(request.headers, request.id);
        const operation = graph.prepare(query, operationName);
        if (isRefusal(operation)) return refuse(400, operation.errors) as never;
        if (operation.type === 'mutation' && method === 'GET') refuseMutationByGet(reply);
        const answer = await operation.execute(variables ?? {}, new Scope(viewer, request.id));
        if (!isStream(answer)) return event(answer) as never;
        open.add(reply.raw);
        return atReadersPace(answer, reply.raw) as never;
      } catch (error) {
        const shown = failure(error, request.log, request.id);
        if (error instanceof HttpError) return refuse(error.status, [shown]) as never;
        if (shown.extensions.code === 'UNAUTHENTICATED') return refuse(401, [shown]) as never;
        return event({ data: null, errors: [shown] }) as never;
      }
    },
  });

  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.raw.once('close', () => open.delete(reply.raw));
    try {
      await handler(request, reply);
    } catch (error) {
      failure(error, request.log, request.id);
      reply.raw.destroy();
    }
  };
}

/** Answers with a status and plain JSON in place of events. */
function refuse(status: number, errors: readonly GraphQLError[]) {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return [JSON.stringify({ errors }), { status, headers }] as const;
}

/** A single answer; graphql-sse itself would not take one without `data` for an answer. */
async function* event(result: Result): AsyncGenerator<Result> {
  yield result;
}

/**
 * graphql-sse takes events as they come and keeps those that the client has not read yet. This asks for an event only
 * when the ones before it are on their way.
 */
function atReadersPace(events: AsyncIterable<Result>, response: ServerResponse): AsyncGenerator<Result> {
  const source = events[Symbol.asyncIterator]();
  const end = async (): Promise<IteratorResult<Result>> => {
    await source.return?.();
    return { done: true, value: undefined };
  };
  return {
    async next() {
      await flushed(response);
      return source.next();
    },
    return: end,
    throw: end,
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: async () => {
      await end();
    },
  };
}

/** Resolves when all that was written before is with the operating system, or the client is gone. */
async function flushed(response: ServerResponse): Promise<void> {
  if (response.headersSent && response.writable) await new Promise((resolve) => response.write('', resolve));
}
