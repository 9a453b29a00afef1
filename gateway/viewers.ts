/** From request headers to a viewer. Keys are resolved by the identity subgraph and remembered for a minute. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { GraphQLError, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import { unauthenticated } from '../platform/errors.ts';
import { ADMIN, GATEWAY, NOBODY, Viewer, type ViewerClaims } from '../platform/viewer.ts';
import { isStream, type SubgraphLink } from './link.ts';
import { Scope } from './scope.ts';

const REMEMBER_MS = 60_000;
/** How long a key that was good stays good while it cannot be checked: identity or its database is away. */
const TRUST_MS = 60 * 60_000;
const REMEMBER_KEYS = 100_000;
/** An unknown key is soon asked for again, for it may just have been made; guesses push no good key out. */
const REMEMBER_UNKNOWN_MS = 5_000;
const REMEMBER_UNKNOWN_KEYS = 10_000;
const MAX_KEY_LENGTH = 256;

const RESOLVE_KEY = parse(/* GraphQL */ `
  query ResolveKey($key: String!) {
    resolveKey(key: $key) {
      keyId userId keyIds email tier language
      flags { isSystem isSubscriber isPartner isWebhook isTranslation isRateLimited isBillingExempt }
    }
  }
`);

export interface Viewers {
  /**
   * The viewer of a request: nobody without a key, the administrator, or the owner of the key. At once where the key
   * is remembered; `requestId` is what a look-up is logged under.
   * @throws UNAUTHENTICATED for a key that is not known, DOWNSTREAM_SERVICE_ERROR when keys cannot be checked.
   */
  of(headers: IncomingHttpHeaders, requestId: string): Viewer | Promise<Viewer>;
}

export interface ViewersOptions {
  adminKey: string;
  rememberMs?: number;
}

export function createViewers(identity: SubgraphLink, { adminKey, rememberMs = REMEMBER_MS }: ViewersOptions): Viewers {
  const adminDigest = digest(adminKey);
  const unknown = new LRUCache<string, true>({ max: REMEMBER_UNKNOWN_KEYS, ttl: REMEMBER_UNKNOWN_MS });
  const viewers = new LRUCache<string, Viewer, string>({
    max: REMEMBER_KEYS,
    ttl: rememberMs,
    allowStaleOnFetchRejection: true,
    noDeleteOnFetchRejection: true,
    noDeleteOnStaleGet: true,
    fetchMethod: (key, _stale, { context: requestId }) => resolve(key, requestId),
  });

  /** Undefined for an unknown key, which is forgotten here then. */
  async function resolve(key: string, requestId: string): Promise<Viewer | undefined> {
    const answer = await identity.execute({
      document: RESOLVE_KEY,
      operationType: 'query',
      variables: { key },
      scope: new Scope(GATEWAY, requestId),
    });
    if (isStream(answer) || answer.errors?.length || !answer.data) throw uncheckable(identity.name);
    const claims = answer.data.resolveKey as Omit<ViewerClaims, 'kind'> | null;
    if (claims) return new Viewer({ ...claims, kind: 'key' });
    unknown.set(key, true);
    return undefined;
  }

  async function lookUp(key: string, requestId: string): Promise<Viewer> {
    const viewer = await viewers.fetch(key, { context: requestId });
    if (unknown.has(key)) throw unknownKey();
    if (!viewer || viewers.getRemainingTTL(key) < -TRUST_MS) throw uncheckable(identity.name);
    return viewer;
  }

  return {
    of(headers, requestId) {
      const admin = headers['x-admin-key'];
      if (admin !== undefined) {
        if (typeof admin === 'string' && timingSafeEqual(digest(admin), adminDigest)) return ADMIN;
        throw unauthenticated('This administrator key is not valid.');
      }
      const key = presentedKey(headers);
      if (key === undefined) return NOBODY;
      if (key.length > MAX_KEY_LENGTH || unknown.has(key)) throw unknownKey();
      return viewers.get(key) ?? lookUp(key, requestId);
    },
  };
}

/** `X-API-Key: <key>` or `Authorization: Bearer <key>`. */
function presentedKey(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['x-api-key'];
  if (typeof key === 'string' && key !== '') return key;
  const authorization = headers.authorization;
  if (authorization === undefined) return undefined;
  const bearer = /^Bearer +(\S+)$/i.exec(authorization);
  if (!bearer?.[1]) throw unauthenticated('Authorization must read "Bearer <key>".');
  return bearer[1];
}

const uncheckable = (serviceName: string): GraphQLError =>
  new GraphQLError('Keys cannot be checked at the moment.', {
    extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', serviceName },
  });
const unknownKey = (): GraphQLError => unauthenticated('This key is not known, or it was revoked.');
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
