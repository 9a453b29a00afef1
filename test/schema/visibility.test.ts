/**
 * Who sees what, through every list and every entity of the graph, over demo data. What may be seen is told from the
 * tables by `test/support/ownership.ts`, which knows nothing of how the graph is asked.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type GraphQLObjectType, isObjectType, parse, visit } from 'graphql';
import { publicSchema, readSupergraph } from '../../gateway/supergraph.ts';
import { sql } from '../../platform/database.ts';
import { GATEWAY, NOBODY, Viewer, type ViewerClaims } from '../../platform/viewer.ts';
import { loadDemoData } from '../../sql/demo/load.ts';
import { DEMO_KEY, hashOf, syncDemoKey } from '../../subgraphs/identity/keys.ts';
import { identity } from '../../subgraphs/identity/subgraph.ts';
import { SUBGRAPHS } from '../../subgraphs/index.ts';
import { askSubgraph } from '../support/ask.ts';
import { ADMIN_KEY, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { LISTS, leavesOf } from '../support/lists.ts';
import { holderOf, OWNS_NOTHING, seenBy } from '../support/ownership.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { everything, identifierOf, miscounted, rowsIn } from '../support/walks.ts';

jest.setTimeout(120_000);

const KEYS = {
  nobody: null,
  demo: DEMO_KEY,
  customer: 'demo-pro-7c1f40',
  webhooks: 'demo-webhook-18d7c4',
  partner: 'demo-partner-b93e25',
} as const;
type Name = keyof typeof KEYS;
const NAMES = Object.keys(KEYS) as Name[];

/** Where a key's identifier belongs, old rows may hold the key itself (dictionary TB-20, TB-27). */
const PLAIN = [
  'planted-key-of-a-payment',
  'planted-key-of-a-quote',
  'planted-key-of-a-call',
  'planted-key-of-a-report',
];
const PLANTED = [
  sql.unsafe`UPDATE transactions SET api_key = ${PLAIN[0] ?? ''} WHERE id = (SELECT id FROM transactions LIMIT 1)`,
  sql.unsafe`UPDATE translation_quotes SET api_key_id = ${PLAIN[1] ?? ''} WHERE id = (SELECT max(id) FROM translation_quotes)`,
  sql.unsafe`UPDATE usage_logs SET api_key_id = ${PLAIN[2] ?? ''} WHERE id = (SELECT id FROM usage_logs LIMIT 1)`,
  sql.unsafe`UPDATE report_usage_logs SET api_key_id = ${PLAIN[3] ?? ''} WHERE id = (SELECT id FROM report_usage_logs LIMIT 1)`,
  sql.unsafe`INSERT INTO monthly_report_counts (api_key, monthly_reports_allowed) VALUES ('planted-key-of-a-count', 1)`,
  sql.unsafe`INSERT INTO application_parameters (key, value) VALUES ('admin_api_key', 'planted-admin-key')
    ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value`,
  sql.unsafe`UPDATE webhook_subscriptions SET verification_token = 'planted-token-' || id`,
];

const schema = publicSchema(readSupergraph());
const identifiers = new Map(
  LISTS.flatMap(({ node }) => {
    const identifier = identifierOf(node);
    return identifier ? [[node.name, identifier] as const] : [];
  }),
);

let services: TestServices;
let gateway: TestGateway;
const seen = {} as Record<Name, Map<string, Set<string>>>;
const viewers = {} as Record<Name, Viewer>;
const ownAddresses = {} as Record<Name, string | null>;
/** By type, all rows with all their plain fields, as an administrator sees them. */
const rows = new Map<string, Record<string, unknown>[]>();

beforeAll(async () => {
  services = await testServices();
  const { databaseUrl: url, database } = services;
  await loadDemoData(url, { usage: 1_500, until: new Date('2026-05-01') });
  for (const statement of PLANTED) await database.query(statement);
  await syncDemoKey(database, true);
  gateway = await startTestGateway(services);
  const askIdentity = askSubgraph(identity, services);
  for (const name of NAMES) {
    const key = KEYS[name];
    const holder = key === null ? OWNS_NOTHING : await holderOf(url, hashOf(key));
    seen[name] = await seenBy(url, holder);
    ownAddresses[name] = holder.email;
    viewers[name] = key === null ? NOBODY : new Viewer({ ...(await claims(key)), kind: 'key' });
  }
  // What the key is, it may know; it owns nothing else.
  const demoKey = viewers.demo.keyId ?? '';
  seen.demo.set('ApiKey', new Set([demoKey]));
  for (const list of LISTS) rows.set(list.node.name, await all(list, { 'x-admin-key': ADMIN_KEY }));

  async function claims(key: string): Promise<ViewerClaims> {
    const { data } = await askIdentity(
      GATEWAY,
      `query ($key: String!) { resolveKey(key: $key) { keyId userId keyIds email tier language
        flags { isSystem isSubscriber isPartner isWebhook isTranslation isRateLimited isBillingExempt } } }`,
      { key },
    );
    return data.resolveKey;
  }
});
afterAll(async () => {
  await gateway?.stop();
  await services?.stop();
});

/** Accounts are listed for administrators alone, and a key that all share has no list of keys: `viewer` shows one's own. */
const NOT_LISTED = ['customer User', 'webhooks User', 'partner User', 'demo ApiKey'];

const headersOf = (name: Name): Record<string, string> => {
  const key = KEYS[name];
  return key === null ? {} : { 'x-api-key': key };
};

/** Every row of a list, page by page; none where the viewer may not ask for it at all. */
async function all(
  { name, node }: (typeof LISTS)[number],
  headers: Record<string, string>,
): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  const source = `query ($after: String) { ${name}(first: 100, after: $after) {
    totalCount nodes { __typename ${leavesOf(node).join(' ')} } pageInfo { hasNextPage endCursor } } }`;
  for (let after: string | null = null; ; ) {
    const { body } = await gateway.ask(source, { variables: { after }, headers });
    if (body.errors) {
      expect(['UNAUTHENTICATED', 'FORBIDDEN']).toContain(body.errors[0].extensions.code);
      return [];
    }
    const { nodes, pageInfo, totalCount } = body.data[name];
    found.push(...nodes);
    after = pageInfo.endCursor;
    if (pageInfo.hasNextPage) continue;
    expect([name, totalCount]).toEqual([name, found.length]);
    return found;
  }
}

/** Rows of `answer` that the viewer must not see. */
const leaks = (name: Name, answer: unknown): string[] =>
  rowsIn(answer, identifiers)
    .filter(({ type, id }) => !seen[name].get(type)?.has(id))
    .map(({ type, id }) => `${type} ${id}`);

/** Addresses of others, and what is ours alone: names of resources at AWS, hashes of keys. */
function slips(name: Name, text: string): string[] {
  const addresses = text.match(/[\w.+-]+@[\w-]+\.[\w.-]*\w/g) ?? [];
  const others = addresses.filter((address) => address.toLowerCase() !== ownAddresses[name]?.toLowerCase());
  return [...new Set([...others, ...(text.match(/arn:aws[^"]*|s3:\/\/[^"]*|\b[0-9a-f]{64}\b/g) ?? [])])];
}

test('the demo data give every viewer something to see and something to miss', () => {
  expect([...identifiers.keys()].filter((type) => !seen.nobody.has(type))).toEqual([]);
  expect([...rows].filter(([, each]) => each.length === 0).map(([type]) => type)).toEqual([]);
  for (const type of ['Transaction', 'SupportReply', 'UsageLog', 'TranslationJob', 'ReportUsageLog']) {
    const own = seen.customer.get(type)?.size ?? 0;
    expect([type, own > 0 && own < (rows.get(type)?.length ?? 0)]).toEqual([type, true]);
  }
  expect(seen.webhooks.get('WebhookDelivery')?.size).toBeGreaterThan(0);
  expect(seen.partner.get('UsageLog')?.size).toBeGreaterThan(0);
});

describe.each(NAMES)('%s', (name) => {
  test.each(LISTS)('$name: exactly the rows that are public or its own', async (list) => {
    const found = await all(list, headersOf(name));
    const identifier = identifiers.get(list.node.name) ?? 'id';
    const ids = found.map((row) => String(row[identifier])).sort();
    const isListed = !NOT_LISTED.includes(`${name} ${list.node.name}`);
    expect(ids).toEqual(isListed ? [...(seen[name].get(list.node.name) ?? [])].sort() : []);
    expect(slips(name, JSON.stringify(found))).toEqual([]);
  });

  test.each([...LISTS.map((list) => list.name), 'viewer'])(
    'nothing else behind %s, three levels deep',
    async (field) => {
      const list = LISTS.find((each) => each.name === field);
      const selection = list
        ? `${field}(first: 10) { nodes { ${everything(list.node, 2, 4)} } }`
        : `viewer { ${everything(schema.getType('Viewer') as GraphQLObjectType, 3, 4)} }`;
      const { body } = await gateway.ask(`{ ${selection} }`, { headers: headersOf(name) });
      for (const error of body.errors ?? []) expect(['UNAUTHENTICATED', 'FORBIDDEN']).toContain(error.extensions.code);
      expect(leaks(name, body.data)).toEqual([]);
      expect(miscounted(body.data, 4)).toEqual([]);
      expect(slips(name, JSON.stringify(body.data))).toEqual([]);
    },
  );
});

/** The keys of the entities that a subgraph answers for: `NewsletterTranslation` by `newsletterId lang`. */
const ENTITIES = SUBGRAPHS.flatMap((definition) => {
  const found: { subgraph: string; type: string; key: string; isOwn: boolean; external: string[] }[] = [];
  const roots: string[] = [];
  visit(definition.typeDefs, {
    ObjectTypeDefinition({ name, fields = [], directives = [] }) {
      if (name.value === 'Query') for (const { type } of fields) if ('name' in type) roots.push(type.name.value);
      const external = fields.filter((field) => field.directives?.some((each) => each.name.value === 'external'));
      for (const each of directives.filter((directive) => directive.name.value === 'key')) {
        const value = each.arguments?.find((argument) => argument.name.value === 'fields')?.value;
        const key = value?.kind === 'StringValue' ? value.value : '';
        const names = external.map((field) => field.name.value);
        found.push({ subgraph: definition.name, type: name.value, key, isOwn: false, external: names });
      }
    },
  });
  return found.map((each) => ({ ...each, isOwn: roots.includes(`${each.type}Connection`) }));
});

test('the graph has entities, and every one of them has rows here', () => {
  expect(ENTITIES.length).toBeGreaterThan(70);
  expect(ENTITIES.filter(({ type }) => !rows.has(type)).map(({ type }) => type)).toEqual([]);
});

describe.each(SUBGRAPHS.map(({ name }) => name))('entities of %s', (subgraph) => {
  const definition = SUBGRAPHS.find(({ name }) => name === subgraph) ?? identity;
  const own = ENTITIES.filter((each) => each.subgraph === subgraph);

  test.each(own)('$type by $key: nothing of anybody else', async ({ type, key, isOwn, external }) => {
    const ask = askSubgraph(definition, services);
    const on = definition.create(services).schema.getType(type);
    if (!isObjectType(on)) throw new Error(`${type} is no type of ${subgraph}`);
    const source = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${everything(on, 2, 4)} } } }`;
    expect(parse(source).definitions).toHaveLength(1);
    for (const name of NAMES) {
      const identifier = identifiers.get(type) ?? 'id';
      const foreign = (rows.get(type) ?? []).filter((row) => !seen[name].get(type)?.has(String(row[identifier])));
      const of = foreign.slice(0, 60).map((row) => ({
        __typename: type,
        ...Object.fromEntries([...key.split(' '), ...external].map((field) => [field, row[field]])),
      }));
      if (!of.length) continue;
      const { data, errors } = await ask(viewers[name], source, { of });
      for (const error of errors) expect(['UNAUTHENTICATED', 'FORBIDDEN']).toContain(error);
      expect(miscounted(data._entities, 4)).toEqual([]);
      if (isOwn) expect(data._entities).toEqual(of.map(() => null));
      // A reference to what another subgraph owns says no more than the key that was given.
      const owned = leaks(name, data._entities).filter((leak) =>
        own.some((each) => each.isOwn && leak.startsWith(`${each.type} `)),
      );
      expect(owned).toEqual([]);
    }
  });
});

test('no secret is in any list, even for an administrator', async () => {
  const { rows: secrets } = await services.database.query(sql.unsafe`
    SELECT key_hash AS secret FROM api_keys WHERE key_hash IS NOT NULL
    UNION ALL SELECT api_key FROM api_keys WHERE api_key NOT LIKE '%...' || id
    UNION ALL SELECT verification_token FROM webhook_subscriptions
    UNION ALL SELECT api_key FROM monthly_report_counts
    UNION ALL SELECT value FROM application_parameters WHERE key = 'admin_api_key'`);
  const texts = [...PLAIN, ...secrets.map((row) => String((row as { secret: string }).secret))];
  expect(texts.length).toBeGreaterThan(700);
  const shown = JSON.stringify([...rows.values()]);
  expect(texts.filter((text) => shown.includes(text))).toEqual([]);
});
