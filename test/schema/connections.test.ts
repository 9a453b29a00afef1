/**
 * Every connection of the graph, found in its schema and asked through the gateway over demo data: no list is forgotten
 * because nobody wrote a test for it.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getNamedType, getNullableType, isLeafType, isListType } from 'graphql';
import { camelCase } from '../../platform/database.ts';
import { loadDemoData } from '../../sql/demo/load.ts';
import { ADMIN_KEY, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { filterValue, LISTS, leavesOf, NESTED, read, selectionOf } from '../support/lists.ts';
import { type TestServices, testServices } from '../support/services.ts';

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

// biome-ignore lint/suspicious/noExplicitAny: what is asked for is found in the schema
async function ask(source: string, variables: object = {}): Promise<any> {
  services.statements.length = 0;
  const { body } = await gateway.ask(source, { variables, headers: { 'x-admin-key': ADMIN_KEY } });
  if (body.errors) throw new Error(`${source}\n${JSON.stringify(variables)}\n${JSON.stringify(body.errors)}`);
  return body.data;
}

test('every type that stands on a row has a list', () => {
  const listed = new Set(LISTS.map(({ node }) => node.name));
  const nested = new Set(NESTED.map(({ list }) => list.node.name));
  expect([...nested].filter((name) => !listed.has(name))).toEqual([]);
  expect(LISTS.length).toBeGreaterThanOrEqual(45);
});

describe.each(LISTS)('$name', ({ name, node: type, orders, filters, filterType }) => {
  test('gives every field of its rows, and counts them', async () => {
    const data = await ask(`{ ${name}(first: 100) { totalCount nodes { ${leavesOf(type).join(' ')} } } }`);
    expect(data[name].nodes.length).toBeGreaterThan(0);
    expect(data[name].totalCount).toBeGreaterThanOrEqual(data[name].nodes.length);
  });

  test('can be sorted either way', () => {
    expect(orders.filter((order) => order.endsWith('_ASC')).length).toBeGreaterThan(0);
    expect(orders.filter((order) => order.endsWith('_DESC')).length).toBeGreaterThan(0);
  });

  test.each(orders)('%s: three pages, in order, no row twice', async (orderBy) => {
    const by = selectionOf(type, camelCase(orderBy.replace(/_(ASC|DESC)$/, '').toLowerCase()));
    const cursors: string[] = [];
    const rows: Record<string, unknown>[] = [];
    for (let after: string | null = null, page = 0; page < 3; page++) {
      const data = await ask(
        `query ($after: String) { ${name}(first: 7, after: $after, orderBy: ${orderBy}) {
          edges { cursor node { __typename ${by ?? ''} } } pageInfo { endCursor hasNextPage } } }`,
        { after },
      );
      cursors.push(...data[name].edges.map((edge: { cursor: string }) => edge.cursor));
      rows.push(...data[name].edges.map((edge: { node: object }) => edge.node));
      if (!data[name].pageInfo.hasNextPage) break;
      after = data[name].pageInfo.endCursor;
    }
    expect(new Set(cursors).size).toBe(cursors.length);
    if (!by || !isLeafType(getNamedType(type.getFields()[by]?.type))) return;
    const sorted = rows.map((row) => read(row, by));
    const steps = sorted.slice(1).map((value, index) => compare(sorted[index], value));
    expect(steps.filter((step) => (orderBy.endsWith('_ASC') ? step > 0 : step < 0))).toEqual([]);
  });

  test.each(filters)('by $field: rows that have it, and no others', async ({ field, type: input }) => {
    const shown = selectionOf(type, field);
    const asked = `query ($filter: ${filterType}) {
      ${name}(first: 100, filter: $filter) { totalCount nodes { __typename ${shown ?? ''} } } }`;
    if (!shown) {
      // No field of a row says the same (a search, for one): that it is taken is all that can be told from here.
      const text = isListType(getNullableType(input)) ? ['x'] : 'x';
      if (getNamedType(input).name === 'String') await ask(asked, { filter: { [field]: text } });
      return;
    }
    const all = (await ask(asked))[name].nodes as Record<string, unknown>[];
    const some = all.map((node) => read(node, shown)).find((each) => each != null && each !== 'OTHER');
    expect(some).toBeDefined();
    const value = Array.isArray(some) ? some[0] : some;
    const { given, isSpan } = filterValue(input, value);
    const found = (await ask(asked, { filter: { [field]: given } }))[name];
    expect(found.nodes.length).toBeGreaterThan(0);
    expect(found.totalCount).toBeGreaterThanOrEqual(found.nodes.length);
    for (const node of found.nodes) {
      const own = read(node, shown);
      if (isSpan) expect(compare(own, value)).toBeGreaterThanOrEqual(0);
      else if (Array.isArray(own)) expect(own).toContainEqual(value);
      else expect(String(own).toLowerCase()).toBe(String(value).toLowerCase());
    }
  });
});

test.each(NESTED.map(({ parents, list }) => [parents.name, list.name]))(
  '%s { %s }: one statement for each thing that is asked, whatever the number of parents',
  async (parent, name) => {
    const data = await ask(`{ ${parent}(first: 50) {
      nodes { ${name}(first: 2) { totalCount nodes { __typename } pageInfo { hasNextPage } } } } }`);
    const many = data[parent].nodes as Record<string, { totalCount: number; nodes: [] } | null>[];
    const asked = services.statements.map((statement) => /\/\* (\S+) \*\//.exec(statement)?.[1] ?? statement);
    expect(asked).toEqual([...new Set(asked)]);
    expect(asked.length).toBeLessThanOrEqual(4); // parents, what names them elsewhere, pages, counts
    const pages = many.flatMap((node) => node[name] ?? []); // none where there is nothing to look for
    expect(pages.length).toBeGreaterThan(0);
    for (const { nodes, totalCount } of pages) expect(nodes.length).toBe(Math.min(2, totalCount));
  },
);

/** As Postgres sorts, with what has no value behind everything that has one. */
function compare(left: unknown, right: unknown): number {
  if (left === right) return 0;
  if (left === null || right === null) return left === null ? 1 : -1;
  if (typeof left === 'number' || /^-?\d+(\.\d+)?$/.test(String(left))) return Number(left) - Number(right);
  return Buffer.compare(Buffer.from(String(left)), Buffer.from(String(right)));
}
