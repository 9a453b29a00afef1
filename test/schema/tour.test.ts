/** What README prints, and what GraphiQL opens with, asked as it says there: it answers without an error, and has rows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Kind, parse, print } from 'graphql';
import { EXAMPLES } from '../../gateway/graphiql/examples.ts';
import { loadDemoData } from '../../sql/demo/load.ts';
import { syncDemoKey } from '../../subgraphs/identity/keys.ts';
import { ADMIN_KEY, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type TestServices, testServices } from '../support/services.ts';

const KEYS = {
  demo: { 'x-api-key': 'demo-public-2026-03-01-abc123' },
  customer: { 'x-api-key': 'demo-pro-7c1f40' },
  admin: { 'x-admin-key': ADMIN_KEY },
  nobody: {},
};

interface Shown {
  name: string;
  query: string;
  variables: object;
  asks: keyof typeof KEYS;
}

/** By the comment above an operation: the demo key asks where none is named. */
function callerOf(comment: string): Shown['asks'] {
  if (/administrator/.test(comment)) return 'admin';
  if (/demo-pro-7c1f40|same key/.test(comment)) return 'customer';
  return /without (a|one)\b/i.test(comment) ? 'nobody' : 'demo';
}

function inReadme(): Shown[] {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  const documents = [...readme.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, document = '']) => document);
  return documents.flatMap((document) =>
    parse(document).definitions.flatMap((definition) => {
      if (definition.kind !== Kind.OPERATION_DEFINITION || definition.operation === 'subscription') return [];
      const comment = document.slice(0, definition.loc?.start).split('\n\n').at(-1) ?? '';
      const name = `README ${definition.name?.value}`;
      return [{ name, query: print(definition), variables: {}, asks: callerOf(comment) }];
    }),
  );
}

const inGraphiql = EXAMPLES.filter(({ query }) => !/^subscription/m.test(query)).map(
  ({ query, variables = '{}', asks }): Shown => ({
    ...{ name: `GraphiQL ${/^query (\w+)/m.exec(query)?.[1]}`, query, variables: JSON.parse(variables), asks },
  }),
);

let services: TestServices;
let gateway: TestGateway;
beforeAll(async () => {
  services = await testServices();
  await syncDemoKey(services.database, true);
  await loadDemoData(services.databaseUrl, { usage: 3_000 });
  gateway = await startTestGateway(services);
}, 60_000);
afterAll(async () => {
  await gateway?.stop();
  await services?.stop();
});

test.each([...inReadme(), ...inGraphiql])('$name, as $asks', async ({ query, variables, asks }) => {
  const { status, body } = await gateway.ask(query, { variables, headers: KEYS[asks] });
  expect({ status, errors: body.errors }).toEqual({ status: 200, errors: undefined });
  expect(Object.values(body.data)).not.toContain(null);
  const lists = Object.entries<{ nodes?: object[] } | null>({ ...body.data, ...body.data.viewer?.user });
  expect(lists.filter(([, list]) => list?.nodes?.length === 0).map(([field]) => field)).toEqual([]);
});
