/**
 * The gateway's word for a viewer, where subgraphs run apart: a JWT (HS256, RFC 7519) over the claims that is good for
 * a minute. A subgraph believes nobody else.
 */
import { createSecretKey } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { Viewer, type ViewerClaims } from './viewer.ts';

export const VIEWER_HEADER = 'x-trinity-viewer';
const ISSUER = 'trinity-gateway';
const LIFETIME_SECONDS = 60;

export interface SignerOptions {
  lifetimeSeconds?: number;
}

export interface ViewerSigner {
  sign(viewer: Viewer): Promise<string>;
}

/** Signs viewers; the same viewer gets the same token again for half of its lifetime. */
export function viewerSigner(secret: string, { lifetimeSeconds = LIFETIME_SECONDS }: SignerOptions = {}): ViewerSigner {
  const key = createSecretKey(Buffer.from(secret));
  const tokens = new LRUCache<Viewer, Promise<string>>({ max: 10_000, ttl: (lifetimeSeconds / 2) * 1_000 });
  return {
    sign(viewer) {
      let token = tokens.get(viewer);
      if (!token) {
        token = new SignJWT({ viewer: { ...viewer } })
          .setProtectedHeader({ alg: 'HS256' })
          .setIssuer(ISSUER)
          .setExpirationTime(`${lifetimeSeconds}s`)
          .sign(key);
        tokens.set(viewer, token);
      }
      return token;
    },
  };
}

/**
 * The viewer that a token vouches for; undefined for a missing, forged, expired or foreign one. The same token gives the
 * same viewer object, and so the same loaders.
 */
export function viewerVerifier(secret: string): (token: string | undefined) => Promise<Viewer | undefined> {
  const key = createSecretKey(Buffer.from(secret));
  const viewers = new LRUCache<string, Viewer>({ max: 10_000 });
  return async (token) => {
    if (!token) return undefined;
    const known = viewers.get(token);
    if (known) return known;
    try {
      const { payload } = await jwtVerify(token, key, {
        issuer: ISSUER,
        algorithms: ['HS256'],
        requiredClaims: ['exp'],
      });
      const viewer = new Viewer(payload.viewer as ViewerClaims);
      viewers.set(token, viewer, { ttl: Math.max(1, Number(payload.exp) * 1_000 - Date.now()) });
      return viewer;
    } catch {
      return undefined;
    }
  };
}
