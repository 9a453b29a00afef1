/**
 * Every argument of the graph, found in its schema and given what no caller should give: the answer is data or says what
 * is wrong with the request. It is never an accident of ours.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { publicSchema, readSupergraph } from '../../gateway/supergraph.ts';
import { loadDemoData } from '../../sql/demo/load.ts';
import { badValues, literal } from '../support/bad-values.ts';
import { ADMIN_KEY, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { LISTS } from '../support/lists.ts';
import { logLines } from '../support/log-lines.ts';
import { type TestServices, testServices } from '../support/services.ts';

jest.setTimeout(120_000);

const written = logLines();
let services: TestServices;
let gateway: TestGateway;
beforeAll(async () => {
  services = await testServices({ log: written.log });
  await loadDemoData(services.databaseUrl, { usage: 1_000, until: new Date('2026-11-01') });
  gateway = await startTestGateway(services);
});
afterAll(async () => {
  await gateway?.stop();
  await services?.stop();
});
beforeEach(() => {
  written.lines.length = 0;
});

const WRITTEN_ONE_IN = 7;
const ALLOWED = ['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED'];

/** What must not be said: nothing where the answer is data, or an error of the caller's. */
async function wrong(source: string, variables: object): Promise<string[]> {
  const { status, body } = await gateway.ask(source, { variables, headers: { 'x-admin-key': ADMIN_KEY } });
  const codes: string[] = (body.errors ?? []).map((error: { extensions: object }) =>
    String(Object(error.extensions).code),
  );
  const bad = codes.filter((code) => !ALLOWED.includes(code));
  if (status < 400 && !bad.length && (body.data || codes.length)) return [];
  return [
    `${status} ${JSON.stringify(body).slice(0, 300)} to ${source.slice(0, 300)} ${JSON.stringify(variables).slice(0, 300)}`,
  ];
}

async function allWrong(requests: readonly [string, object][]): Promise<string[]> {
  const waiting = [...requests];
  const found: string[] = [];
  const worker = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) found.push(...(await wrong(...next)));
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return found;
}

const selection = (field: GraphQLField<unknown, unknown>): string => {
  const type = getNamedType(field.type);
  if (isLeafType(type)) return '';
  return type.name.endsWith('Connection') ? '{ totalCount nodes { __typename } }' : '{ __typename }';
};

/** Whatever else the field has to be given. */
const others = (field: GraphQLField<unknown, unknown>, { name }: GraphQLArgument): string =>
  field.args
    .filter((arg) => arg.name !== name && isRequiredArgument(arg))
    .map((arg) => `${arg.name}: ${String(arg.type).startsWith('[') ? '["x"]' : '"x"'}`)
    .join(' ');

/** Asks with the value in a variable, and written into the document. `around` puts the field where it belongs. */
function requests(
  field: GraphQLField<unknown, unknown>,
  argument: GraphQLArgument,
  around: (call: string) => string,
): [string, object][] {
  const { name, type } = argument;
  const call = (value: string) =>
    around(`${field.name}(${name}: ${value} ${others(field, argument)}) ${selection(field)}`);
  return badValues(type, name).flatMap((value, index): [string, object][] => {
    const inVariable: [string, object] = [`query ($value: ${type}) { ${call('$value')} }`, { value }];
    // Each is a document of its own, to be planned and compiled: some of them will do.
    if (index % WRITTEN_ONE_IN) return [inVariable];
    const text = literal(type, value);
    return text.length < 1_000 ? [inVariable, [`{ ${call(text)} }`, {}]] : [inVariable];
  });
}

const query = publicSchema(readSupergraph()).getQueryType() as GraphQLObjectType;
const ROOT = Object.values(query.getFields())
  .flatMap((field) => field.args.map((argument) => ({ where: `${field.name}(${argument.name}:)`, field, argument })))
  .map((each, place) => ({ ...each, place }));

/** All arguments of a type are read by the same code: each is given so many of its values, and not always the same. */
function someOf<Value>(values: readonly Value[], most: number, place: number): Value[] {
  const step = Math.ceil(values.length / most);
  return values.filter((_, index) => (index + place) % step === 0);
}

describe('at the root', () => {
  test.each(ROOT)('$where', async ({ field, argument, place }) => {
    const all = requests(field, argument, (call) => call);
    expect(await allWrong(someOf(all, 40, place))).toEqual([]);
    expect(written.lines).toEqual([]);
  });
});

const BELOW = LISTS.flatMap(({ name: list, node }) =>
  Object.values(node.getFields()).flatMap((field) =>
    field.args.map((argument) => ({ where: `${list} { ${field.name}(${argument.name}:) }`, list, field, argument })),
  ),
).map((each, place) => ({ ...each, place }));

describe('below lists', () => {
  // The same filters as at the root.
  test.each(BELOW)('$where', async ({ list, field, argument, place }) => {
    const around = (call: string) => `${list}(first: 2) { nodes { ${call} } }`;
    const some = someOf(requests(field, argument, around), 8, place);
    expect(await allWrong(some)).toEqual([]);
    expect(written.lines).toEqual([]);
  });
});

test('every type of the schema stands at the root or below a list', () => {
  const types = new Set([query, ...LISTS.map(({ node }) => node)].map(({ name }) => name));
  const withArguments = Object.values(publicSchema(readSupergraph()).getTypeMap()).filter(
    (type) =>
      isObjectType(type) &&
      !type.name.startsWith('__') &&
      Object.values(type.getFields()).some(({ args }) => args.length),
  );
  expect(withArguments.map(({ name }) => name).filter((name) => !types.has(name) && name !== 'Subscription')).toEqual(
    [],
  );
});
