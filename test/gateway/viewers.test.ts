import { describe, expect, it } from '@jest/globals';
import type { MaybePromise, Result, SubgraphLink, SubgraphRequest } from '../../gateway/link.ts';
import { createViewers, type Viewers } from '../../gateway/viewers.ts';
import { NOBODY } from '../../platform/viewer.ts';
import { until } from '../support/until.ts';

const ADMIN_KEY = 'the-administrator-of-this-test';
const FLAGS = {
  isSystem: false,
  isSubscriber: true,
  isPartner: false,
  isWebhook: false,
  isTranslation: false,
  isRateLimited: true,
  isBillingExempt: false,
};

/** An identity subgraph that knows some keys, counts what it is asked, and can be away. */
function identity(known: string[]) {
  const asked: SubgraphRequest[] = [];
  const state = { away: false, known: new Set(known) };
  const link: SubgraphLink = {
    name: 'identity',
    execute(request): MaybePromise<Result> {
      asked.push(request);
      if (state.away) return { errors: [], data: null };
      const key = String(request.variables?.key);
      const claims = { keyId: key, userId: null, email: null, tier: 'pro', language: 'en', flags: FLAGS };
      return { data: { resolveKey: state.known.has(key) ? claims : null } };
    },
  };
  return { link, asked, state };
}

const errorOf = async (ask: () => unknown) => {
  try {
    await ask();
  } catch (error) {
    return (error as { extensions: { code: string } }).extensions.code;
  }
  return 'none';
};
const byKey = (viewers: Viewers, key: string) => viewers.of({ 'x-api-key': key }, 'request-1');

describe('viewers', () => {
  it('knows the administrator, nobody, and the owner of a key however it is sent', async () => {
    const viewers = createViewers(identity(['k1']).link, { adminKey: ADMIN_KEY });
    expect(viewers.of({}, 'r')).toBe(NOBODY);
    expect(await viewers.of({ 'x-admin-key': ADMIN_KEY }, 'r')).toMatchObject({ kind: 'admin' });
    expect(await viewers.of({ 'x-api-key': 'k1' }, 'r')).toMatchObject({ kind: 'key', keyId: 'k1', tier: 'pro' });
    expect(await viewers.of({ authorization: 'bearer k1' }, 'r')).toMatchObject({ kind: 'key', keyId: 'k1' });
  });

  it.each([
    ['a wrong administrator', { 'x-admin-key': 'wrong' }],
    ['an unknown key', { 'x-api-key': 'wrong' }],
    ['an endless key', { 'x-api-key': 'x'.repeat(10_000) }],
    ['another scheme', { authorization: 'Basic abc' }],
    ['a bearer of nothing', { authorization: 'Bearer' }],
  ])('refuses %s', async (_what, headers) => {
    const viewers = createViewers(identity(['k1']).link, { adminKey: ADMIN_KEY });
    expect(await errorOf(() => viewers.of(headers, 'r'))).toBe('UNAUTHENTICATED');
  });

  it('asks once for a key, gives the same viewer at once afterwards, and asks under the id of the request', async () => {
    const { link, asked } = identity(['k1']);
    const viewers = createViewers(link, { adminKey: ADMIN_KEY });
    const [first, second] = await Promise.all([byKey(viewers, 'k1'), byKey(viewers, 'k1')]);
    expect(second).toBe(first);
    expect(byKey(viewers, 'k1')).toBe(first); // no promise
    expect(asked.map(({ scope }) => [scope.requestId, scope.viewer.kind])).toEqual([['request-1', 'gateway']]);
  });

  it('asks once for an unknown key, and pushes no good key out for guesses', async () => {
    const { link, asked } = identity(['k1']);
    const viewers = createViewers(link, { adminKey: ADMIN_KEY });
    await byKey(viewers, 'k1');
    for (let time = 0; time < 3; time++) expect(await errorOf(() => byKey(viewers, 'guess'))).toBe('UNAUTHENTICATED');
    expect(asked).toHaveLength(2);
    expect(byKey(viewers, 'k1')).toMatchObject({ keyId: 'k1' });
  });

  it('notices a revoked key when it asks again', async () => {
    const { link, state } = identity(['k1']);
    const viewers = createViewers(link, { adminKey: ADMIN_KEY, rememberMs: 1 });
    await byKey(viewers, 'k1');
    state.known.clear();
    await until(async () => (await errorOf(() => byKey(viewers, 'k1'))) === 'UNAUTHENTICATED');
  });

  it('trusts a key past its time while identity is away, and cannot say anything of another one', async () => {
    const { link, asked, state } = identity(['k1', 'k2']);
    const viewers = createViewers(link, { adminKey: ADMIN_KEY, rememberMs: 1 });
    await byKey(viewers, 'k1');
    state.away = true;
    await until(async () => {
      expect(await byKey(viewers, 'k1')).toMatchObject({ keyId: 'k1' });
      return asked.length > 3; // so it was asked again, in vain
    });
    expect(await errorOf(() => byKey(viewers, 'k2'))).toBe('DOWNSTREAM_SERVICE_ERROR');
    state.away = false;
    expect(await byKey(viewers, 'k2')).toMatchObject({ keyId: 'k2' });
  });
});
