/**
 * No filter and no order that the graph offers reads a big table from end to end: Postgres is asked how it would answer
 * what every list really sends, over demo data.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { loadDemoData } from '../../sql/demo/load.ts';
import { ADMIN_KEY, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { filterValue, LISTS, NESTED, read, selectionOf } from '../support/lists.ts';
import { type TestServices, testServices } from '../support/services.ts';

/** Below this, reading all rows is no worse than an index. */
const BIG = 2_000;
const CUSTOMER = 'demo-pro-7c1f40';

let services: TestServices;
let gateway: TestGateway;
let client: Client;
let big: Set<string>;
beforeAll(async () => {
  services = await testServices();
  await loadDemoData(services.databaseUrl, { usage: 60_000, until: new Date('2026-11-01') });
  gateway = await startTestGateway(services);
  client = new Client({ connectionString: services.databaseUrl });
  await client.connect();
  const { rows } = await client.query('SELECT relname FROM pg_class WHERE relkind = $1 AND reltuples >= $2', [
    'r',
    BIG,
  ]);
  big = new Set(rows.map(({ relname }) => relname));
}, 120_000);
afterAll(async () => {
  await client?.end();
  await gateway?.stop();
  await services?.stop();
});

const ADMIN = { 'x-admin-key': ADMIN_KEY };

/** The big tables that the statements behind `source` would read whole, and by which statement. */
async function readWhole(source: string, variables: object, headers: Record<string, string> = ADMIN) {
  services.ran.length = 0;
  // biome-ignore lint/suspicious/noExplicitAny: what is asked for is found in the schema
  const { body }: { body: any } = await gateway.ask(source, { variables, headers });
  const whole: string[] = [];
  const ran = services.ran.splice(0);
  for (const { statement, values } of ran) {
    const { rows } = await client.query(`EXPLAIN (FORMAT JSON, COSTS OFF) ${statement}`, [...values]);
    const scans = scansIn(rows[0]['QUERY PLAN'][0].Plan);
    const name = /\/\* (\S+) \*\//.exec(statement)?.[1];
    whole.push(...scans.filter((table) => big.has(table)).map((table) => `${name}: ${table}`));
  }
  return { whole, body, statements: ran.length };
}

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: Plan[];
}

function scansIn(plan: Plan): string[] {
  const own = plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name'] ?? ''] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(scansIn)];
}

test('the big tables are there, and a statement that reads one whole is found out', async () => {
  expect([...big].sort()).toEqual(expect.arrayContaining(['usage_logs', 'webhook_delivery_log', 'page_views']));
  const { rows } = await client.query('EXPLAIN (FORMAT JSON) SELECT FROM usage_logs WHERE length(error) = 1');
  expect(scansIn(rows[0]['QUERY PLAN'][0].Plan)).toEqual(['usage_logs']);
});

describe.each(LISTS)('$name', ({ name, node, orders, filters, filterType }) => {
  test.each(orders)('%s, the first page and the second, of an administrator and of a customer', async (orderBy) => {
    const source = `query ($after: String) {
      ${name}(orderBy: ${orderBy}, after: $after) { nodes { __typename } pageInfo { endCursor } } }`;
    const first = await readWhole(source, {});
    const after = first.body.data[name].pageInfo.endCursor;
    const second = await readWhole(source, { after });
    const customers = await readWhole(source, {}, { 'x-api-key': CUSTOMER });
    expect([...first.whole, ...second.whole, ...customers.whole]).toEqual([]);
    expect([first.statements, second.statements]).toEqual([1, 1]);
  });

  test.each(filters)('by $field', async ({ field, type }) => {
    const shown = selectionOf(node, field);
    const source = `query ($filter: ${filterType}) { ${name}(filter: $filter) { nodes { __typename ${shown ?? ''} } } }`;
    const { body } = await readWhole(source, {});
    const values = body.data[name].nodes.map((each: Record<string, unknown>) => (shown ? read(each, shown) : null));
    const some = values.flat().find((each: unknown) => each != null && each !== 'OTHER');
    if (some === undefined) return; // a search, which has tests of its own
    const { whole } = await readWhole(source, { filter: { [field]: filterValue(type, some).given } });
    expect(whole).toEqual([]);
  });
});

test.each(NESTED.map(({ parents, list }) => [parents.name, list.name]))('%s { %s }', async (parent, name) => {
  const { whole } = await readWhole(
    `{ ${parent}(first: 20) { nodes { ${name}(first: 5) { nodes { __typename } } } } }`,
    {},
  );
  expect(whole).toEqual([]);
});
