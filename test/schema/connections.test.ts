/**
 * Every connection of the graph, found in its schema and asked through the gateway over demo data: no list is forgotten
 * because nobody wrote a test for it.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isObjectType,
} from 'graphql';
import { publicSchema, readSupergraph } from '../../gateway/supergraph.ts';
import { camelCase } from '../../platform/database.ts';
import { loadDemoData } from '../../sql/demo/load.ts';
import { ADMIN_KEY, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type TestServices, testServices } from '../support/services.ts';

const schema = publicSchema(readSupergraph());
const root = schema.getQueryType() as GraphQLObjectType;

interface List {
  field: GraphQLField<unknown, unknown>;
  node: GraphQLObjectType;
}

const listsOf = (type: GraphQLObjectType): List[] =>
  Object.values(type.getFields()).flatMap((field) => {
    const connection = getNamedType(field.type);
    if (!isObjectType(connection) || !connection.name.endsWith('Connection')) return [];
    return { field, node: getNamedType(connection.getFields().nodes?.type) as GraphQLObjectType };
  });
const argumentOf = ({ field }: List, name: string): GraphQLArgument | undefined =>
  field.args.find((each) => each.name === name);

const LISTS = listsOf(root);
const NESTED = LISTS.flatMap((parents) => listsOf(parents.node).map((list) => ({ parents, list })));
const caseOf = (list: List) => ({ name: list.field.name, list });

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

/** How a value of `field` is selected; undefined where it is not a plain one. */
function plain(type: GraphQLObjectType, field: string): string | undefined {
  const found = type.getFields()[field];
  if (found && isLeafType(getNamedType(found.type)) && found.args.length === 0) return field;
  const reference = field.endsWith('Id') ? type.getFields()[field.slice(0, -2)] : undefined;
  const target = reference && getNamedType(reference.type);
  if (!isObjectType(target)) return undefined;
  const key = [field, 'id'].find((each) => target.getFields()[each]);
  return key && `${reference?.name} { ${key} }`;
}

const read = (node: Record<string, unknown>, selected: string): unknown => {
  const [name = '', , inner] = selected.split(' ');
  return inner ? (node[name] as Record<string, unknown> | null)?.[inner] : node[name];
};

test('every type that stands on a row has a list', () => {
  const listed = new Set(LISTS.map(({ node }) => node.name));
  const nested = new Set(NESTED.map(({ list }) => list.node.name));
  expect([...nested].filter((name) => !listed.has(name))).toEqual([]);
  expect(LISTS.length).toBeGreaterThanOrEqual(45);
});

describe.each(LISTS.map(caseOf))('$name', ({ name, list }) => {
  const leaves = Object.values(list.node.getFields()).filter(
    ({ args, type }) => args.length === 0 && isLeafType(getNamedType(type)),
  );

  test('gives every field of its rows, and counts them', async () => {
    const data = await ask(
      `{ ${name}(first: 100) { totalCount nodes { ${leaves.map((leaf) => leaf.name).join(' ')} } } }`,
    );
    expect(data[name].nodes.length).toBeGreaterThan(0);
    expect(data[name].totalCount).toBeGreaterThanOrEqual(data[name].nodes.length);
  });

  const order = argumentOf(list, 'orderBy');
  const orders = order && getNamedType(order.type);
  const values = isEnumType(orders) ? orders.getValues().map((value) => value.name) : [];

  test('can be sorted either way', () => {
    expect(values.filter((value) => value.endsWith('_ASC')).length).toBeGreaterThan(0);
    expect(values.filter((value) => value.endsWith('_DESC')).length).toBeGreaterThan(0);
  });

  test.each(values)('%s: three pages, in order, no row twice', async (orderBy) => {
    const by = plain(list.node, camelCase(orderBy.replace(/_(ASC|DESC)$/, '').toLowerCase()));
    const shown = [...new Set(['__typename', ...(list.node.getFields().id ? ['id'] : []), ...(by ? [by] : [])])];
    const cursors: string[] = [];
    const rows: Record<string, unknown>[] = [];
    for (let after: string | null = null, page = 0; page < 3; page++) {
      const data = await ask(
        `query ($after: String) { ${name}(first: 7, after: $after, orderBy: ${orderBy}) {
          edges { cursor node { ${shown.join(' ')} } } pageInfo { endCursor hasNextPage } } }`,
        { after },
      );
      cursors.push(...data[name].edges.map((edge: { cursor: string }) => edge.cursor));
      rows.push(...data[name].edges.map((edge: { node: object }) => edge.node));
      if (!data[name].pageInfo.hasNextPage) break;
      after = data[name].pageInfo.endCursor;
    }
    expect(new Set(cursors).size).toBe(cursors.length);
    if (!by || !isLeafType(getNamedType(list.node.getFields()[by]?.type))) return;
    const sorted = rows.map((row) => read(row, by));
    const steps = sorted.slice(1).map((value, index) => compare(sorted[index], value));
    expect(steps.filter((step) => (orderBy.endsWith('_ASC') ? step > 0 : step < 0))).toEqual([]);
  });

  const filter = argumentOf(list, 'filter');
  const input = filter && getNamedType(filter.type);
  const filters = isInputObjectType(input) ? Object.values(input.getFields()) : [];

  test.each(filters.map((field) => ({ field: field.name, type: field.type })))(
    'by $field: rows that have it, and no others',
    async ({ field, type }) => {
      const selected = plain(list.node, field);
      const asked = `query ($filter: ${input}) { ${name}(first: 100, filter: $filter) { totalCount nodes { __typename ${selected ?? ''} } } }`;
      const all = (await ask(asked))[name].nodes as Record<string, unknown>[];
      const kind = getNullableType(type);
      if (!selected) {
        // No field of the row says the same (a search, for one): that it is taken is all that can be told from here.
        const value = isEnumType(getNamedType(kind)) ? undefined : isListType(kind) ? ['x'] : 'x';
        if (value !== undefined && String(getNamedType(kind)) === 'String')
          await ask(asked, { filter: { [field]: value } });
        return;
      }
      const value = all
        .map((node) => read(node, selected))
        .find((each) => each !== null && each !== undefined && each !== 'OTHER');
      expect(value).toBeDefined();
      const one = Array.isArray(value) ? value[0] : value;
      const range = isInputObjectType(kind) ? Object.keys(kind.getFields()) : [];
      const given = range.includes('from')
        ? { from: one }
        : range.length
          ? { min: one, max: one }
          : isListType(kind)
            ? [one]
            : one;
      const found = (await ask(asked, { filter: { [field]: given } }))[name];
      expect(found.nodes.length).toBeGreaterThan(0);
      expect(found.totalCount).toBeGreaterThanOrEqual(found.nodes.length);
      for (const node of found.nodes) {
        const own = read(node, selected);
        if (range.includes('from')) expect(compare(own, one)).toBeGreaterThanOrEqual(0);
        else if (Array.isArray(own)) expect(own).toContainEqual(one);
        else expect(String(own).toLowerCase()).toBe(String(one).toLowerCase());
      }
    },
  );
});

describe('lists within lists', () => {
  test.each(NESTED.map(({ parents, list }) => ({ parent: parents.field.name, name: list.field.name })))(
    '$parent { $name }: one statement for each thing that is asked, whatever the number of parents',
    async ({ parent, name }) => {
      const data = await ask(`{ ${parent}(first: 50) {
        nodes { ${name}(first: 2) { totalCount nodes { __typename } pageInfo { hasNextPage } } } } }`);
      const many = data[parent].nodes as Record<string, { totalCount: number; nodes: [] } | null>[];
      const asked = statementNames();
      expect(asked).toEqual([...new Set(asked)]);
      expect(asked.length).toBeLessThanOrEqual(4); // parents, what names them elsewhere, pages, counts
      const pages = many.flatMap((node) => node[name] ?? []); // none where there is nothing to look for
      expect(pages.length).toBeGreaterThan(0);
      for (const { nodes, totalCount } of pages) expect(nodes.length).toBe(Math.min(2, totalCount));
    },
  );
});

function statementNames(): string[] {
  return services.statements.map((statement) => /\/\* (\S+) \*\//.exec(statement)?.[1] ?? statement).sort();
}

/** As Postgres sorts, with what has no value behind everything that has one. */
function compare(left: unknown, right: unknown): number {
  if (left === right) return 0;
  if (left === null || right === null) return left === null ? 1 : -1;
  if (typeof left === 'number' || /^-?\d+(\.\d+)?$/.test(String(left))) return Number(left) - Number(right);
  return Buffer.compare(Buffer.from(String(left)), Buffer.from(String(right)));
}
