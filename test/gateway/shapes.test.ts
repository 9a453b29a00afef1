import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import { createClient } from 'graphql-sse';
import { syncDemoKey } from '../../subgraphs/identity/keys.ts';
import { priceStore } from '../../subgraphs/pricing/prices.ts';
import { insertFixtures, KEYS, SECRETS, TICKETS, USERS } from '../support/fixtures.ts';
import { ADMIN_KEY, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { until } from '../support/until.ts';

const ALICE = { 'X-API-Key': SECRETS.alice };
const DEMO = { Authorization: 'Bearer demo-public-2026-03-01-abc123' };
const ADMIN = { 'X-Admin-Key': ADMIN_KEY };

const trade = (asset: string, price: string, source = 'coinbase-ws') => {
  const now = new Date().toISOString().replace('Z', '000Z');
  return { asset, price, source, observedAt: now, receivedAt: now };
};

const PRICES = [
  ['BTC', '67890.10'],
  ['ETH', '2369.50'],
] as const;

// The same questions to both shapes: nothing but the switch differs.
describe.each(['together', 'apart'] as const)('%s', (shape) => {
  let services: TestServices;
  let gateway: TestGateway;
  beforeAll(async () => {
    services = await testServices();
    await insertFixtures(services.database);
    await syncDemoKey(services.database, true);
    gateway = await startTestGateway(services, shape);
    const { reader, writer } = priceStore(services);
    for (const [asset, price] of PRICES) writer.accept(trade(asset, price));
    for (const [asset] of PRICES) await until(async () => (await reader.price(asset, null)).price !== null);
  });
  afterAll(async () => {
    await gateway.stop();
    await services.stop();
  });

  it('answers prices to the demo key, digit for digit, in the order asked', async () => {
    const query =
      '{ price(asset: "BTC") { asset price source ageSeconds } prices(assets: ["eth", "NOPE"]) { asset price reason } }';
    for (let time = 0; time < 4; time++) {
      const { status, body } = await gateway.ask(query, { headers: DEMO });
      expect(status).toBe(200);
      expect(body).toEqual({
        data: {
          price: { asset: 'BTC', price: '67890.10', source: 'coinbase-ws', ageSeconds: expect.any(Number) },
          prices: [
            { asset: 'ETH', price: '2369.50', reason: null },
            { asset: 'NOPE', price: null, reason: 'UNKNOWN_ASSET' },
          ],
        },
      });
    }
  });

  it('shows the public what is public, and no price', async () => {
    const { body } = await gateway.ask(
      '{ viewer { kind } assets(first: 1) { nodes { symbol } } tierPlans(first: 1) { nodes { tier } } price(asset: "BTC") { price } users { nodes { email } } }',
    );
    expect(body.data).toMatchObject({
      viewer: { kind: 'NOBODY' },
      assets: { nodes: [{ symbol: expect.any(String) }] },
      tierPlans: { nodes: [{ tier: expect.any(String) }] },
      price: null,
      users: null,
    });
    expect(body.errors.map(({ path, extensions }: never) => [path, extensions])).toEqual(
      expect.arrayContaining([
        [['price'], { code: 'UNAUTHENTICATED' }],
        [['users'], { code: 'UNAUTHENTICATED' }],
      ]),
    );
  });

  it('walks from a key over four subgraphs', async () => {
    const { body } = await gateway.ask(
      `{ viewer { kind key { name plan { displayName } usageLogs { nodes { price asset { symbol price { price } } } } }
         user { email supportTickets(first: 1) { totalCount nodes { id subject } } } } }`,
      { headers: ALICE },
    );
    expect(body).toEqual({
      data: {
        viewer: {
          kind: 'KEY',
          key: {
            name: 'Alice',
            plan: { displayName: 'Pro' },
            usageLogs: { nodes: [{ price: '67890.1', asset: { symbol: 'BTC', price: { price: '67890.10' } } }] },
          },
          user: {
            email: 'alice@example.com',
            supportTickets: { totalCount: 3, nodes: [{ id: expect.any(String), subject: 'Third' }] },
          },
        },
      },
    });
  });

  it('keeps a customer away from what belongs to others, and shows it to the administrator', async () => {
    const query = 'query ($user: ID!) { user(id: $user) { email apiKeys { nodes { id } } } }';
    const variables = { user: USERS.bob };
    expect((await gateway.ask(query, { variables, headers: ALICE })).body).toEqual({ data: { user: null } });
    expect((await gateway.ask(query, { variables, headers: ADMIN })).body).toEqual({
      data: { user: { email: 'bob@example.com', apiKeys: { nodes: [{ id: KEYS.bob }] } } },
    });
    expect(TICKETS.bob).toHaveLength(1);
  });

  it('refuses an unknown key', async () => {
    const { status, body } = await gateway.ask('{ viewer { kind } }', { headers: { 'X-API-Key': 'guess' } });
    expect(status).toBe(401);
    expect(body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });

  it('names the argument of bad input', async () => {
    const { body } = await gateway.ask('{ assets(first: 101) { nodes { symbol } } }');
    expect(body).toMatchObject({
      data: { assets: null },
      errors: [{ path: ['assets'], extensions: { code: 'BAD_USER_INPUT', argument: 'first' } }],
    });
  });

  it('hides what only the gateway may ask', async () => {
    const { body } = await gateway.ask('{ resolveKey(key: "x") { keyId } __type(name: "ResolvedKey") { name } }', {
      headers: ADMIN,
    });
    expect(body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('streams prices as they are written', async () => {
    const client = createClient({ url: `${gateway.url}/stream`, headers: DEMO, retryAttempts: 0 });
    const events = client.iterate<{ priceUpdated: { asset: string; price: string } }>({
      query: 'subscription { priceUpdated(assets: ["BTC"]) { asset price } }',
    });
    const next = async () => (await events.next()).value?.data?.priceUpdated;
    expect(await next()).toEqual({ asset: 'BTC', price: '67890.10' });
    priceStore(services).writer.accept(trade('BTC', '67891.00'));
    expect(await next()).toEqual({ asset: 'BTC', price: '67891.00' });
    await events.return?.();
    client.dispose();
  });
});

test('apart, a dead subgraph costs its own fields and no more', async () => {
  const services = await testServices();
  await insertFixtures(services.database);
  const gateway = await startTestGateway(services, 'apart');
  try {
    const query =
      '{ viewer { user { email supportTickets { nodes { id } } } } supportTickets { nodes { id } } assets(first: 1) { nodes { symbol } } }';
    expect((await gateway.ask(query, { headers: ALICE })).body.errors).toBeUndefined();
    await gateway.kill('support');
    const { status, body } = await gateway.ask(query, { headers: ALICE });
    expect(status).toBe(200);
    expect(body.data).toEqual({
      viewer: { user: { email: 'alice@example.com', supportTickets: null } },
      supportTickets: null,
      assets: { nodes: [{ symbol: expect.any(String) }] },
    });
    const errors = body.errors.map(({ path, extensions }: never) => ({ path, extensions }));
    for (const path of [['viewer', 'user'], ['supportTickets']]) {
      expect(errors).toContainEqual({
        path: expect.arrayContaining(path),
        extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', serviceName: 'support' },
      });
    }
    expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|ECONNREFUSED/);
  } finally {
    await gateway.stop();
    await services.stop();
  }
});
