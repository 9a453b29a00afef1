import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { sql } from '../../platform/database.ts';
import { DEMO_KEY, findKey, hashOf, syncDemoKey } from '../../subgraphs/identity/keys.ts';
import { identity } from '../../subgraphs/identity/subgraph.ts';
import { type Ask, askSubgraph } from '../support/ask.ts';
import { insertFixtures, KEYS, SECRETS, USERS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  ask = askSubgraph(identity, services);
});
afterAll(() => services.stop());

const RESOLVE = `query ($key: String!) { resolveKey(key: $key) {
  keyId userId keyIds email tier language
  flags { isSystem isSubscriber isPartner isWebhook isTranslation isRateLimited isBillingExempt }
  limits { queriesPerSecond burst queriesPerMonth }
} }`;

const resolve = async (key: string) => (await ask(VIEWERS.gateway, RESOLVE, { key })).data.resolveKey;

const stored = (id: string) =>
  services.database.one(sql.type(z.object({ apiKey: z.string(), keyHash: z.string().nullable() }))`
    SELECT api_key, key_hash FROM api_keys WHERE id = ${id}`);

const insertKey = (values: { apiKey: string; revoked?: boolean; keyHash?: string; isPartner?: boolean }) =>
  services.database.oneFirst(sql.type(z.object({ id: z.string() }))`
    INSERT INTO api_keys (api_key, key_hash, revoked, is_partner)
    VALUES (${values.apiKey}, ${values.keyHash ?? null}, ${values.revoked ?? false}, ${values.isPartner ?? false})
    RETURNING id`);

describe('resolveKey', () => {
  test.each(['nobody', 'demo', 'partner', 'alice', 'admin'] as const)('%s may not ask', async (name) => {
    const { errors, statements } = await ask(VIEWERS[name], RESOLVE, { key: SECRETS.alice });
    expect(errors).toEqual([name === 'nobody' ? 'UNAUTHENTICATED' : 'FORBIDDEN']);
    expect(statements).toEqual([]);
  });

  test('says what a key stands for, in one statement', async () => {
    const { data, statements } = await ask(VIEWERS.gateway, RESOLVE, { key: SECRETS.alice });
    expect(data.resolveKey).toEqual({
      keyId: KEYS.alice,
      userId: USERS.alice,
      keyIds: [KEYS.alice, KEYS.aliceToo],
      email: 'alice@example.com',
      tier: 'Pro',
      language: 'en',
      flags: {
        isSystem: false,
        isSubscriber: true,
        isPartner: false,
        isWebhook: false,
        isTranslation: false,
        isRateLimited: true,
        isBillingExempt: false,
      },
      limits: { queriesPerSecond: 5, burst: 10, queriesPerMonth: 50_000 },
    });
    expect(statements).toEqual(['identity.keyBySecret']);
  });

  test('says that a key is unknown in one statement, which changes nothing', async () => {
    const { data, statements } = await ask(VIEWERS.gateway, RESOLVE, { key: 'nobody-knows-this-key' });
    expect(data.resolveKey).toBeNull();
    expect(statements).toEqual(['identity.keyBySecret']);
  });

  test.each([['an unknown one'], [''], ['\0'], [hashOf(SECRETS.alice)]])('%j is nobody', async (key) => {
    expect(await resolve(key)).toBeNull();
  });

  test('what is left of a key is no key', async () => {
    expect(await resolve((await stored(KEYS.alice)).apiKey)).toBeNull();
  });

  test('a revoked key is nobody, hashed or plain', async () => {
    await insertKey({ apiKey: 'revoked-plain-key', revoked: true });
    await insertKey({ apiKey: 'masked...', keyHash: hashOf('revoked-key'), revoked: true });
    expect(await resolve('revoked-plain-key')).toBeNull();
    expect(await resolve('revoked-key')).toBeNull();
  });

  test('a key that no group has given flags to is limited', async () => {
    await insertKey({ apiKey: 'unstamped-key' });
    await insertKey({ apiKey: 'hand-stamped-key', isPartner: true });
    expect((await resolve('unstamped-key')).flags.isRateLimited).toBe(true);
    expect((await resolve('unstamped-key')).limits).toEqual({ queriesPerSecond: 5, burst: 20, queriesPerMonth: 1_000 });
    expect((await resolve('hand-stamped-key')).flags.isRateLimited).toBe(false);
  });
});

test.each(['', ' '])('an account with the address %j has none: what came without one is not its own', async (email) => {
  const key = `key of the address ${JSON.stringify(email)}`;
  await services.database.query(sql.unsafe`
    WITH account AS (INSERT INTO users (email) VALUES (${email}) RETURNING id)
    INSERT INTO api_keys (api_key, user_id) SELECT ${key}, id FROM account`);
  expect(await resolve(key)).toMatchObject({ userId: expect.any(String), email: null });
});

describe("the keys that resolveKey counts as the viewer's", () => {
  const USER = '1c000000-0000-4000-8000-000000000001';
  const id = (n: number) => `1d000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const insertKeys = (count: number) =>
    services.database.query(sql.unsafe`
      INSERT INTO api_keys (id, user_id, api_key, key_hash, revoked, created_at)
      SELECT ('1d000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, ${USER}, n || ' masked...',
        encode(sha256(convert_to('sibling ' || n, 'UTF8')), 'hex'), n = 2,
        CASE WHEN n <> 3 THEN '2026-01-01'::timestamptz + n / 4 * interval '1 microsecond' END
      FROM generate_series(1, ${count}::int4) AS n`);

  beforeAll(() =>
    services.database.query(sql.unsafe`INSERT INTO users (id, email) VALUES (${USER}, 'siblings@example.com')`),
  );
  afterEach(() => services.database.query(sql.unsafe`DELETE FROM api_keys WHERE user_id = ${USER}`));
  afterAll(() => services.database.query(sql.unsafe`DELETE FROM users WHERE id = ${USER}`));

  test('are the key itself and its siblings, revoked ones included', async () => {
    await insertKeys(5);
    // Keys without a moment come first, as in every list that begins with the newest.
    expect((await resolve('sibling 1')).keyIds).toEqual([1, 3, 4, 5, 2].map(id));
    expect((await resolve('sibling 5')).keyIds).toEqual([5, 3, 4, 1, 2].map(id));
  });

  test.each([100, 101, 130])(
    'of %i are at most a hundred: the key itself, however old, and the newest',
    async (count) => {
      await insertKeys(count);
      const { keyIds } = await resolve('sibling 1');
      const newest = await services.database.anyFirst(sql.type(z.object({ id: z.string() }))`
      SELECT id FROM api_keys WHERE user_id = ${USER} AND id <> ${id(1)} ORDER BY created_at DESC, id LIMIT 99`);
      expect(keyIds).toEqual([id(1), ...newest]);
      expect(new Set(keyIds).size).toBe(100);
    },
  );

  test('are only itself for a key without a user, whoever else has none', async () => {
    const ids = [
      await insertKey({ apiKey: 'nobody-owns-this' }),
      await insertKey({ apiKey: 'nobody-owns-this-either' }),
    ];
    expect((await resolve('nobody-owns-this')).keyIds).toEqual([ids[0]]);
    expect((await resolve('nobody-owns-this-either')).keyIds).toEqual([ids[1]]);
  });

  test('are never those of another user', async () => {
    await insertKeys(3);
    expect((await resolve(SECRETS.bob)).keyIds).toEqual([KEYS.bob]);
    expect((await resolve(SECRETS.alice)).keyIds).toEqual([KEYS.alice, KEYS.aliceToo]);
  });
});

describe('a key that is still stored as plain text', () => {
  test('has no prefix to show', async () => {
    const id = await insertKey({ apiKey: 'plain-key-nobody-used-yet' });
    const { data } = await ask(VIEWERS.admin, '{ apiKeys(first: 100) { nodes { id prefix } } }');
    expect(data.apiKeys.nodes).toContainEqual({ id, prefix: null });
    expect(JSON.stringify(data)).not.toContain('plain-key');
  });

  test('works, and is hashed and masked on first use', async () => {
    const id = await insertKey({ apiKey: 'legacy-key-0001-of-somebody' });
    const first = await ask(VIEWERS.gateway, RESOLVE, { key: 'legacy-key-0001-of-somebody' });
    expect(first.data.resolveKey).toMatchObject({ keyId: id });
    expect(first.statements).toEqual(['identity.keyBySecret', 'identity.hashPlainKey']);
    expect(await stored(id)).toEqual({ apiKey: `legacy-k...${id}`, keyHash: hashOf('legacy-key-0001-of-somebody') });
    expect(await resolve('legacy-key-0001-of-somebody')).toMatchObject({ keyId: id });
    const { data } = await ask(VIEWERS.admin, '{ apiKeys(first: 100) { nodes { id prefix } } }');
    expect(data.apiKeys.nodes).toContainEqual({ id, prefix: 'legacy-k' });
  });

  test('is not given away by its prefix when it is short', async () => {
    const id = await insertKey({ apiKey: 'short-key' });
    await resolve('short-key');
    expect((await stored(id)).apiKey).toBe(`sho...${id}`);
  });

  test('that begins like another one is told from it', async () => {
    const ids = [await insertKey({ apiKey: 'same-prefix-A' }), await insertKey({ apiKey: 'same-prefix-B' })];
    expect([(await resolve('same-prefix-A')).keyId, (await resolve('same-prefix-B')).keyId]).toEqual(ids);
  });

  test('is found by everybody who uses it at the same moment for the first time', async () => {
    const id = await insertKey({ apiKey: 'legacy-key-used-at-once' });
    const found = await Promise.all(
      Array.from({ length: 8 }, () => findKey(services.database, 'legacy-key-used-at-once')),
    );
    expect(found.map((key) => key?.id)).toEqual(Array(8).fill(id));
  });

  test('is masked even where its hash was filled in before', async () => {
    const id = await insertKey({ apiKey: 'plain-with-hash-key', keyHash: hashOf('plain-with-hash-key') });
    expect(await resolve('plain-with-hash-key')).toMatchObject({ keyId: id });
    expect((await stored(id)).apiKey).toBe(`plain-...${id}`);
  });

  test('as the database makes one, too', async () => {
    const made = await services.database.one(sql.type(z.object({ id: z.string(), apiKey: z.string() }))`
      INSERT INTO api_keys (name) VALUES ('made by default') RETURNING id, api_key`);
    expect(made.apiKey).toMatch(/^[0-9a-f]{64}$/);
    expect(await resolve(made.apiKey)).toMatchObject({ keyId: made.id });
  });
});

describe('the demo key', () => {
  test('works, or does not, before the first request', async () => {
    for (const enabled of [true, false]) {
      const environment = { ...services.environment, DEMO_KEY: enabled };
      await identity.create({ ...services, environment }).prepare();
      expect((await resolve(DEMO_KEY)) !== null).toBe(enabled);
    }
    await services.database.query(sql.unsafe`DELETE FROM api_keys WHERE key_hash = ${hashOf(DEMO_KEY)}`);
  });

  const demoKeys = () =>
    services.database.any(sql.type(z.object({ name: z.string(), apiKey: z.string(), groupName: z.string() }))`
      SELECT api_keys.name, api_key, api_key_groups.name AS group_name
      FROM api_keys JOIN api_key_groups ON api_key_groups.id = group_id WHERE key_hash = ${hashOf(DEMO_KEY)}`);

  test('is switched on, off, and on again', async () => {
    expect(await resolve(DEMO_KEY)).toBeNull();
    await Promise.all([syncDemoKey(services.database, true), syncDemoKey(services.database, true)]);
    expect(await resolve(DEMO_KEY)).toMatchObject({ userId: null, flags: { isSystem: true, isBillingExempt: true } });
    await syncDemoKey(services.database, false);
    expect(await resolve(DEMO_KEY)).toBeNull();
    await syncDemoKey(services.database, true);
    expect(await resolve(DEMO_KEY)).not.toBeNull();
    expect(await demoKeys()).toEqual([
      { name: 'Public demo', apiKey: expect.stringMatching(/^demo-pub\.\.\./), groupName: 'system' },
    ]);
  });

  test('that an older database holds as plain text is kept', async () => {
    await services.database.query(sql.unsafe`DELETE FROM api_keys WHERE key_hash = ${hashOf(DEMO_KEY)}`);
    const id = await insertKey({ apiKey: DEMO_KEY });
    await syncDemoKey(services.database, true);
    expect(await resolve(DEMO_KEY)).toMatchObject({ keyId: id });
    await syncDemoKey(services.database, false);
    expect(await resolve(DEMO_KEY)).toBeNull();
  });
});
