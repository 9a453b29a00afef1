/**
 * GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/): one request in, one JSON answer out. Bad
 * requests are answered as GraphQL errors too.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { failure, HttpError, refuseMutationByGet } from './failure.ts';
import { type Graph, isRefusal } from './graph.ts';
import { isStream, type MaybePromise, type Result, settle } from './link.ts';
import { Scope } from './scope.ts';
import type { Viewers } from './viewers.ts';

const RESPONSE_JSON = 'application/graphql-response+json';
const PLAIN_JSON = 'application/json';
type MediaType = typeof RESPONSE_JSON | typeof PLAIN_JSON;

export interface Parameters {
  query: string;
  operationName: string | null | undefined;
  variables: Record<string, unknown>;
}

export type Handler = (request: FastifyRequest, reply: FastifyReply) => MaybePromise<FastifyReply>;

/** Answers POST with a JSON body and GET with URL parameters. */
export function graphqlOverHttp(graph: Graph, viewers: Viewers): Handler {
  return (request, reply) => {
    let mediaType: MediaType | undefined;
    const failed = (error: unknown): FastifyReply => sendError(reply, mediaType ?? PLAIN_JSON, error);
    try {
      mediaType = acceptedMediaType(request.headers.accept);
      const parameters = readParameters(request);
      const answer = settle(viewers.of(request.headers, request.id), (viewer) => {
        const operation = graph.prepare(parameters.query, parameters.operationName);
        if (isRefusal(operation)) return send(reply, mediaType, JSON.stringify({ errors: operation.errors }), true);
        if (operation.type === 'subscription') {
          throw new HttpError(400, 'Subscriptions are served over SSE (Accept: text/event-stream) and WebSocket.');
        }
        if (operation.type === 'mutation' && request.method === 'GET') refuseMutationByGet(reply);
        return settle(operation.execute(parameters.variables, new Scope(viewer, request.id)), (result) => {
          if (isStream(result)) throw new Error('a query answered with a stream');
          return send(reply, mediaType, JSON.stringify(result), result.data === undefined);
        });
      });
      // A reply is thenable itself, but settled with what the answer is.
      return answer === reply ? reply : (answer as Promise<FastifyReply>).catch(failed);
    } catch (error) {
      return failed(error);
    }
  };
}

/**
 * The parameters of a request, wherever they are.
 * @throws HttpError 400 that names the parameter and what it must be.
 */
export function readParameters({ method, body, query }: Pick<FastifyRequest, 'method' | 'body' | 'query'>): Parameters {
  const given = method === 'GET' ? fromUrl(query as Record<string, unknown>) : (body as Record<string, unknown> | null);
  if (given === null || typeof given !== 'object') throw new HttpError(400, 'The body must be a JSON object.');
  if (Array.isArray(given)) throw new HttpError(400, 'Batched operations are not enabled: send one at a time.');
  const { query: text, operationName, variables, extensions } = given;
  if (typeof text !== 'string' || text === '')
    throw new HttpError(400, 'query must be the text of a GraphQL document.');
  if (operationName != null && typeof operationName !== 'string')
    throw new HttpError(400, 'operationName must be text.');
  if (!isObjectOrNothing(variables)) throw new HttpError(400, 'variables must be a JSON object.');
  if (!isObjectOrNothing(extensions)) throw new HttpError(400, 'extensions must be a JSON object.');
  return { query: text, operationName: operationName || null, variables: variables ?? {} };
}

function fromUrl(query: Record<string, unknown>): Record<string, unknown> {
  const json = (name: string): unknown => {
    const text = query[name];
    if (text === undefined || text === '') return undefined;
    try {
      return JSON.parse(String(text));
    } catch {
      throw new HttpError(400, `${name} must be JSON.`);
    }
  };
  return { ...query, variables: json('variables'), extensions: json('extensions') };
}

function isObjectOrNothing(value: unknown): value is Record<string, unknown> | null | undefined {
  return value == null || (typeof value === 'object' && !Array.isArray(value));
}

const mediaTypes = new Map<string, MediaType | null>();

/** @throws HttpError 406 when the client accepts neither form of JSON. */
function acceptedMediaType(accept: string | undefined): MediaType {
  if (accept === undefined) return PLAIN_JSON;
  let mediaType = mediaTypes.get(accept);
  if (mediaType === undefined) {
    mediaType = negotiate(accept);
    // Clients send a handful of values; one that sends millions must not fill the memory.
    if (mediaTypes.size < 1_000) mediaTypes.set(accept, mediaType);
  }
  if (mediaType === null) throw new HttpError(406, `Answers come as ${RESPONSE_JSON} or ${PLAIN_JSON}.`);
  return mediaType;
}

function negotiate(accept: string): MediaType | null {
  for (const part of accept.toLowerCase().split(',')) {
    const [type, ...attributes] = part.split(';').map((piece) => piece.trim());
    const charset = attributes.find((attribute) => attribute.startsWith('charset='));
    if (charset && charset !== 'charset=utf-8' && charset !== 'charset="utf-8"') continue;
    if (attributes.some((attribute) => /^q=0(\.0*)?$/.test(attribute))) continue;
    if (type === RESPONSE_JSON) return RESPONSE_JSON;
    if (type === PLAIN_JSON || type === 'application/*' || type === '*/*') return PLAIN_JSON;
  }
  return null;
}

/**
 * A request error (nothing was executed) is 400 in the media type that says whether an answer is GraphQL's, and 200 in
 * plain JSON, where a status of 4xx could be any intermediary's.
 */
function send(
  reply: FastifyReply,
  mediaType: MediaType | undefined,
  body: string,
  requestError: boolean,
): FastifyReply {
  if (mediaType === RESPONSE_JSON) {
    if (requestError) void reply.code(400);
    return reply.header('content-type', `${RESPONSE_JSON}; charset=utf-8`).send(body);
  }
  return reply.header('content-type', `${PLAIN_JSON}; charset=utf-8`).send(body);
}

/** Answers an error that was thrown on the way to the graph. */
function sendError(reply: FastifyReply, mediaType: MediaType, error: unknown): FastifyReply {
  const shown = failure(error, reply.log, reply.request.id);
  const refused = shown.extensions.code === 'UNAUTHENTICATED' ? 401 : error instanceof HttpError && error.status;
  const body: Result = refused ? { errors: [shown] } : { data: null, errors: [shown] };
  return send(refused ? reply.code(refused) : reply, mediaType, JSON.stringify(body), false);
}
