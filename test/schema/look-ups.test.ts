/**
 * Every look-up of the graph, found in its schema and asked over demo data: it finds what the list shows, for everybody
 * exactly what their own list shows, and says nothing of what is not theirs.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type GraphQLField, getNamedType, isEnumType } from 'graphql';
import { publicSchema, readSupergraph } from '../../gateway/supergraph.ts';
import { loadDemoData } from '../../sql/demo/load.ts';
import { ADMIN_KEY, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { LISTS, type leavesOf, read, selectionOf } from '../support/lists.ts';
import { type TestServices, testServices } from '../support/services.ts';

const CALLERS = {
  admin: { 'x-admin-key': ADMIN_KEY },
  customer: { 'x-api-key': 'demo-pro-7c1f40' },
  nobody: {},
};
type Caller = keyof typeof CALLERS;

let services: TestServices;
let gateway: TestGateway;
beforeAll(async () => {
  services = await testServices();
  await loadDemoData(services.databaseUrl, { usage: 3_000, until: new Date('2026-11-01') });
  gateway = await startTestGateway(services);
}, 60_000);
afterAll(async () => {
  await gateway?.stop();
  await services?.stop();
});

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: what is asked for is found in the schema
  data: any;
  codes: string[];
}

async function ask(caller: Caller, source: string, variables: object = {}): Promise<Answer> {
  const { body } = await gateway.ask(source, { variables, headers: CALLERS[caller] });
  const errors: { extensions: { code: string } }[] = body.errors ?? [];
  return { data: body.data, codes: errors.map(({ extensions }) => extensions.code) };
}

const roots = Object.values(publicSchema(readSupergraph()).getQueryType()?.getFields() ?? {});

/** Fields of the root that answer one row of a list by what names it. */
const LOOK_UPS = LISTS.flatMap(({ name: list, node }) =>
  roots
    .filter(({ type, args }) => getNamedType(type).name === node.name && args.length > 0)
    .map((field) => ({ name: field.name, list, node, field })),
);

/** What a row says for each argument: `userId` is `user { id }`; an identifier may be that of what the row is about. */
function selectionsOf(node: Parameters<typeof leavesOf>[0], { args }: GraphQLField<unknown, unknown>): string[] {
  return args.map(({ name }) => selectionOf(node, name) ?? '');
}

const REFUSALS = ['UNAUTHENTICATED', 'FORBIDDEN'];

test('there are look-ups for every list', () => {
  expect([...new Set(LOOK_UPS.map(({ list }) => list))].sort()).toEqual(LISTS.map(({ name }) => name).sort());
});

describe.each(LOOK_UPS)('$name', ({ name, list, node, field }) => {
  const shown = selectionsOf(node, field);
  const types = field.args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ');
  const given = field.args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const one = `query (${types}) { ${name}(${given}) { __typename ${shown.join(' ')} } }`;
  const many = `{ ${list}(first: 100) { totalCount nodes { __typename ${shown.join(' ')} } } }`;
  const variablesOf = (row: Record<string, unknown>) =>
    Object.fromEntries(field.args.map((arg, at) => [arg.name, read(row, shown[at] ?? '')]));
  const isNamed = (row: Record<string, unknown>) =>
    Object.entries(variablesOf(row)).every(([argument, value]) => {
      const type = getNamedType(field.args.find((arg) => arg.name === argument)?.type);
      return value !== null && !(isEnumType(type) && value === 'OTHER');
    });

  test('finds what the list shows, for an administrator', async () => {
    expect(shown).not.toContain('');
    const rows: Record<string, unknown>[] = (await ask('admin', many)).data[list].nodes.filter(isNamed).slice(0, 5);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(await ask('admin', one, variablesOf(row))).toEqual({ data: { [name]: row }, codes: [] });
    }
  });

  test.each(['customer', 'nobody'] as const)('finds what their own list shows, and no more: %s', async (caller) => {
    const all: Record<string, unknown>[] = (await ask('admin', many)).data[list].nodes.filter(isNamed);
    const answer = await ask(caller, many);
    const own: Record<string, unknown>[] = answer.data[list]?.nodes.filter(isNamed) ?? [];
    const texts = new Set(own.map((row) => JSON.stringify(row)));
    const others =
      (answer.data[list]?.totalCount ?? 0) <= 100 ? all.filter((row) => !texts.has(JSON.stringify(row))) : [];

    for (const row of own.slice(0, 3)) {
      expect(await ask(caller, one, variablesOf(row))).toEqual({ data: { [name]: row }, codes: [] });
    }
    for (const row of others.slice(0, 3)) {
      const { data, codes } = await ask(caller, one, variablesOf(row));
      expect({ row, found: data[name], codes: codes.filter((code) => !REFUSALS.includes(code)) }).toEqual({
        row,
        found: null,
        codes: [],
      });
    }
    expect(own.length + others.length).toBeGreaterThan(0);
  });
});
