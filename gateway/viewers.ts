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
const REMEMBER_KEYS = 100_000;
const MAX_KEY_LENGTH = 256;

const RESOLVE_KEY = parse(/* GraphQL */ `
  query ResolveKey($key: String!) {
    resolveKey(key: $key) {
      keyId userId email tier language
      flags { isSystem isSubscriber isPartner isWebhook isTranslation isRateLimited isBillingExempt }
    }
  }
`);

export interface Viewers {
  /**
   * The viewer of a request: nobody without a key, the administrator, or the owner of the key. At once where the key
   * is remembered.
   * @throws UNAUTHENTICATED for a key that is not known, DOWNSTREAM_SERVICE_ERROR when keys cannot be checked.
   */
  of(headers: IncomingHttpHeaders): Viewer | Promise<Viewer>;
}

export function createViewers(identity: SubgraphLink, adminKey: string): Viewers {
  const adminDigest = digest(adminKey);
  const viewers = new LRUCache<string, Viewer, undefined>({
    max: REMEMBER_KEYS,
    ttl: REMEMBER_MS,
    // A key that was good a minute ago stays good while identity or its database is away.
    allowStaleOnFetchRejection: true,
    noDeleteOnFetchRejection: true,
    fetchMethod: (key) => resolve(key),
  });

  async function resolve(key: string): Promise<Viewer> {
    const answer = await identity.execute({
      document: RESOLVE_KEY,
      operationType: 'query',
      variables: { key },
      scope: new Scope(GATEWAY, 'gateway'),
    });
    if (isStream(answer) || answer.errors?.length || !answer.data) {
      throw uncheckable(identity.name);
    }
    const claims = answer.data.resolveKey as Omit<ViewerClaims, 'kind'> | null;
    return claims ? new Viewer({ ...claims, kind: 'key' }) : NOBODY;
  }

  return {
    of(headers) {
      const admin = headers['x-admin-key'];
      if (admin !== undefined) {
        if (typeof admin === 'string' && timingSafeEqual(digest(admin), adminDigest)) return ADMIN;
        throw unauthenticated('This administrator key is not valid.');
      }
      const key = presentedKey(headers);
      if (key === undefined) return NOBODY;
      if (key.length > MAX_KEY_LENGTH) throw unknownKey();
      const remembered = viewers.get(key);
      if (remembered) return known(remembered);
      return viewers.fetch(key).then((viewer) => {
        if (!viewer) throw uncheckable(identity.name);
        return known(viewer);
      });
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

/** An unknown key is remembered as nobody, so that guessing keys does not reach the database each time. */
function known(viewer: Viewer): Viewer {
  if (viewer === NOBODY) throw unknownKey();
  return viewer;
}

const uncheckable = (serviceName: string): GraphQLError =>
  new GraphQLError('Keys cannot be checked at the moment.', {
    extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', serviceName },
  });
const unknownKey = (): GraphQLError => unauthenticated('This key is not known, or it was revoked.');
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
