import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { logLines } from '../support/log-lines.ts';
import { startToyGraph, TOY_KEY, type ToyGraph } from '../support/toy-graph.ts';

const { log, lines } = logLines();
let toy: ToyGraph;
beforeAll(async () => {
  toy = await startToyGraph({ log });
});
afterAll(() => toy.close());

interface Answer {
  status: number;
  type: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON came back
  body: any;
}

async function post(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: text };
  return read(await fetch(toy.url, init));
}

async function get(parameters: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
  return read(await fetch(`${toy.url}?${new URLSearchParams(parameters)}`, { headers }));
}

async function read(response: Response): Promise<Answer> {
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
}

describe('the graphql-http audit', () => {
  // Each audit is a promise of the specification: MUST, SHOULD and MAY alike.
  it.each(serverAudits({ url: () => toy.url }).map((audit) => [audit.id, audit.name, audit] as const))(
    '%s: %s',
    async (_id, _name, audit) => {
      const result = await audit.fn();
      expect(result).toMatchObject({ status: 'ok' });
    },
  );
});

describe('requests', () => {
  it('answers GET and POST alike', async () => {
    const expected = { status: 200, body: { data: { hello: 'hello you' } } };
    const query = 'query ($name: String) { hello(name: $name) }';
    expect(await post({ query, variables: { name: 'you' } })).toMatchObject(expected);
    expect(await get({ query, variables: '{"name":"you"}' })).toMatchObject(expected);
  });

  it('gives the same answer when the document is seen again and again', async () => {
    const query = 'query ($name: String) { hello(name: $name) again: hello }';
    for (let time = 1; time <= 6; time++) {
      const { body } = await post({ query, variables: { name: `${time}` } });
      expect(body).toEqual({ data: { hello: `hello ${time}`, again: 'hello world' } });
    }
  });

  it('refuses a mutation over GET and names the method that works', async () => {
    const response = await fetch(`${toy.url}?${new URLSearchParams({ query: 'mutation { count }' })}`);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect(await post({ query: 'mutation { count }' })).toMatchObject({ body: { data: { count: 1 } } });
  });

  it.each([
    ['not JSON', '{"query":', 400],
    ['an empty body', '', 400],
    ['null', 'null', 400],
    ['a number', '7', 400],
    ['a batch', '[{"query":"{ hello }"}]', 400],
    ['no query', '{}', 400],
    ['a query that is not text', '{"query":{}}', 400],
    ['variables that are a list', '{"query":"{ hello }","variables":[]}', 400],
    ['a body above the limit', JSON.stringify({ query: `{ hello } #${'x'.repeat(10_000)}` }), 413],
  ])('refuses %s with a GraphQL error', async (_what, body, status) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(answer.body.errors[0].message).toMatch(/\w/);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'refuses a body of type %s, which a page of another site could send',
    async (type) => {
      expect(await post({ query: '{ hello }' }, { 'content-type': type })).toMatchObject({ status: 415 });
    },
  );

  it('refuses a client that accepts no JSON', async () => {
    expect(await post({ query: '{ hello }' }, { accept: 'text/html' })).toMatchObject({ status: 406 });
  });

  it('picks the operation by name and says when it cannot', async () => {
    const query = 'query A { hello } query B { kind }';
    expect(await post({ query, operationName: 'B' })).toMatchObject({ body: { data: { kind: 'nobody' } } });
    expect(await post({ query })).toMatchObject({
      body: { errors: [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }] },
    });
    expect(await post({ query, operationName: 'C' })).toMatchObject({
      body: { errors: [{ message: expect.stringContaining('"C"') }] },
    });
  });

  it('names what is wrong with a document, with its place', async () => {
    const { body } = await post({ query: '{ helo }' });
    expect(body.errors[0]).toMatchObject({
      message: expect.stringContaining('helo'),
      locations: [{ line: 1, column: 3 }],
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
    expect((await post({ query: '{ hello' })).body.errors[0]).toMatchObject({
      locations: [{ line: 1, column: 8 }],
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    });
  });

  it('answers a refused document once, and logs nothing of it', async () => {
    lines.length = 0;
    expect(await post({ query: '{ nope }' })).toMatchObject({ status: 200, body: { errors: [{}] } });
    expect(await post({ query: '{ __typename }' })).toMatchObject({ body: { data: { __typename: 'Query' } } });
    expect(lines).toEqual([]);
  });

  it('masks what a resolver threw, under the id of the request', async () => {
    const answer = await post({ query: '{ fails }' }, { 'x-request-id': 'mine-1' });
    expect(answer.body.data).toEqual({ fails: null });
    expect(answer.body.errors[0].extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId: 'mine-1' });
    expect(JSON.stringify(answer.body)).not.toMatch(/SELECT|passwd/);
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'a resolver failed', requestId: 'mine-1' }));
  });

  it('keeps a usable request id, and makes one in place of a hostile one', async () => {
    const id = async (given: string) =>
      (await fetch(toy.url, { headers: { 'x-request-id': given } })).headers.get('x-request-id');
    expect(await id('trace:42.a-b')).toBe('trace:42.a-b');
    expect(await id('a b{c}')).toMatch(/^[0-9a-f]{8}-\w+$/);
  });

  it('answers an unknown path with 404 and JSON', async () => {
    const response = await fetch(new URL('/nothing', toy.url));
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ errors: [{ message: expect.stringContaining('/graphql') }] });
  });
});

describe('viewers', () => {
  it('resolves the key of the request', async () => {
    expect(await post({ query: '{ kind }' }, { 'x-api-key': TOY_KEY })).toMatchObject({
      body: { data: { kind: 'admin' } },
    });
    expect(await post({ query: '{ kind }' })).toMatchObject({ body: { data: { kind: 'nobody' } } });
  });

  it('refuses an unknown key with 401 before anything is executed', async () => {
    const answer = await post({ query: 'mutation { count }' }, { 'x-api-key': 'wrong' });
    expect(answer).toMatchObject({ status: 401, body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
    expect(answer.body).not.toHaveProperty('data');
  });
});
