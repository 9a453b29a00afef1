/** A subgraph apart that answers what no GraphQL server should: its fields are null, with a code, and nothing else is. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createGraph, type Graph, isRefusal } from '../../../gateway/graph.ts';
import { inProcess } from '../../../gateway/in-process.ts';
import type { Result } from '../../../gateway/link.ts';
import { overHttp } from '../../../gateway/over-http.ts';
import { Scope } from '../../../gateway/scope.ts';
import { createLog } from '../../../platform/log.ts';
import { ADMIN } from '../../../platform/viewer.ts';
import { viewerSigner } from '../../../platform/vouch.ts';
import { compose, subgraph } from './supergraph.ts';

const own = subgraph(
  'own',
  'type Query { user: User, fine: String } type User @key(fields: "id") { id: ID!, name: String }',
  {
    Query: { user: () => ({ id: '1', name: 'Ada' }), fine: () => 'fine' },
  },
);
const foreign = subgraph(
  'foreign',
  'type Query { far: Far, all: [Far!] } type Far { near: String } type User @key(fields: "id") { id: ID!, score: Int, of: [Far] }',
  {},
);

interface Reply {
  status: number;
  type: string;
  body: string;
}

let reply: Reply | null;
let server: Server;
let graph: Graph;
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      if (!reply) return response.destroy();
      return response.writeHead(reply.status, { 'content-type': reply.type }).end(reply.body);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const log = createLog('silent');
  const signer = viewerSigner('a secret that gateway and subgraphs of this suite share');
  graph = createGraph({
    supergraphSdl: compose({ name: 'garbage', subgraphs: [own, foreign], cases: [] }),
    links: [inProcess(own, { log, jit: false }), overHttp('foreign', { url, timeoutMs: 5_000, signer, log })],
    log,
    singleFetch: false,
    documentCacheSize: 10,
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function answer(document: string): Promise<Result> {
  const operation = graph.prepare(document);
  if (isRefusal(operation)) throw new Error(operation.errors[0]?.message);
  return JSON.parse(JSON.stringify(await operation.execute({}, new Scope(ADMIN, 'request-1'))));
}

const json = (body: unknown): Reply => ({ status: 200, type: 'application/json', body: JSON.stringify(body) });
const html: Reply = { status: 500, type: 'text/html', body: '<html>secret</html>' };
const error = { message: 'secret' };

const NOTHING: [string, Reply | null][] = [
  ['no answer', null],
  ['an error page', html],
  ['a page that claims to be fine', { ...html, status: 200 }],
  ['a page as JSON', { ...html, status: 200, type: 'application/json' }],
  ['an empty body', { ...html, body: '' }],
  ['half of an answer', { ...json({}), body: '{"data":{"far":{"near":"x"' }],
  ...[null, [], 'text', 7, {}, { data: null }, { data: [] }, { data: 'text' }, { data: {} }].map(bodyOf),
  ...[{ errors: [error] }, { data: null, errors: [error] }, { errors: 'secret' }, { errors: [null] }].map(bodyOf),
  ...[{ errors: {} }, { errors: [{}] }, { errors: [] }, { errors: [{ ...error, path: 'text' }] }].map(bodyOf),
  ...[
    { data: {}, errors: [error] },
    { data: {}, errors: [null] },
    { data: {}, errors: 'secret' },
  ].map(bodyOf),
  ...[{ data: {}, errors: [{ ...error, path: [7, 'a'], extensions: 'x' }] }].map(bodyOf),
  ...[
    { far: null, all: null, _entities: null },
    { far: [], all: {}, _entities: {} },
  ].map(dataOf),
  ...[
    { far: 'x', all: 'x', _entities: [] },
    { far: 1, all: 1, _entities: [null] },
  ].map(dataOf),
  ...[
    { far: [[]], all: [null], _entities: [[], {}, null] },
    { far: [{ near: 1 }], all: [[]], _entities: ['x'] },
  ].map(dataOf),
  ...[{ far: true, all: [1], _entities: [{ of: {}, score: null }] }].map(dataOf),
];

function bodyOf(body: unknown): [string, Reply] {
  return [JSON.stringify(body), json(body)];
}

function dataOf(data: unknown): [string, Reply] {
  return bodyOf({ data });
}

test.each(NOTHING)('%s', async (_name, given) => {
  reply = given;
  const { data, errors = [] } = await answer('{ fine user { name score of { near } } far { near } all { near } }');
  expect(data).toEqual({ fine: 'fine', user: { name: 'Ada', score: null, of: null }, far: null, all: null });
  for (const { message, extensions } of errors) {
    expect(message).toEqual(expect.any(String));
    expect(extensions).toEqual(expect.objectContaining({ code: expect.stringMatching(/^[A-Z_]+$/) }));
  }
  expect(JSON.stringify(errors)).not.toContain('secret');
});
