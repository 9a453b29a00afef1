/**
 * Who is asking, and what they may do: the only place that answers the second question.
 * The flags on the key decide, never the name of its tier (dictionary rule TB-R01).
 */
import { forbidden, unauthenticated } from './errors.ts';

export interface KeyFlags {
  isSystem: boolean;
  isSubscriber: boolean;
  isPartner: boolean;
  isWebhook: boolean;
  isTranslation: boolean;
  isRateLimited: boolean;
  isBillingExempt: boolean;
}

/** What the gateway vouches for; plain data, so that it can travel in a signed header. */
export interface ViewerClaims {
  /** `gateway` is the gateway itself, asking identity whom a key belongs to. */
  kind: 'nobody' | 'key' | 'admin' | 'gateway';
  keyId: string | null;
  userId: string | null;
  /** The key itself and its siblings, the user's other keys: whatever belongs to any of them belongs to the viewer. */
  keyIds: readonly string[];
  /** The address of the user: what belongs to it in subgraphs that know people by e-mail alone. */
  email: string | null;
  tier: string | null;
  language: string;
  flags: KeyFlags;
}

export type Action =
  /** Prices, live and past. */
  | 'readPrices'
  /** Rows that belong to the viewer's own user, or to its key where it has no user. A shared system key owns nothing. */
  | 'readOwn'
  /** Everything, of everybody. */
  | 'administer'
  /** Resolve a key to its claims. */
  | 'resolveKeys';

const NO_FLAGS: KeyFlags = {
  isSystem: false,
  isSubscriber: false,
  isPartner: false,
  isWebhook: false,
  isTranslation: false,
  isRateLimited: true,
  isBillingExempt: false,
};

export class Viewer implements ViewerClaims {
  readonly kind: ViewerClaims['kind'];
  readonly keyId: string | null;
  readonly userId: string | null;
  readonly keyIds: readonly string[];
  readonly email: string | null;
  readonly tier: string | null;
  readonly language: string;
  readonly flags: KeyFlags;

  constructor(claims: ViewerClaims) {
    this.kind = claims.kind;
    this.keyId = claims.keyId;
    this.userId = claims.userId;
    this.keyIds = claims.keyIds;
    this.email = claims.email;
    this.tier = claims.tier;
    this.language = claims.language;
    this.flags = claims.flags;
  }

  can(action: Action): boolean {
    switch (action) {
      case 'readPrices':
        return this.kind === 'key' || this.kind === 'admin';
      case 'readOwn':
        return (this.kind === 'key' && (this.userId !== null || !this.flags.isSystem)) || this.kind === 'admin';
      case 'administer':
        return this.kind === 'admin';
      case 'resolveKeys':
        return this.kind === 'gateway';
    }
  }

  /** @throws UNAUTHENTICATED for nobody, FORBIDDEN for a known caller, where `can(action)` is false. */
  require(action: Action): void {
    if (this.can(action)) return;
    throw this.kind === 'nobody' ? unauthenticated() : forbidden();
  }

  get isAdmin(): boolean {
    return this.kind === 'admin';
  }
}

const without = (kind: ViewerClaims['kind']): Viewer =>
  new Viewer({
    ...{ kind, keyId: null, userId: null, keyIds: [], email: null, tier: null, language: 'en' },
    flags: NO_FLAGS,
  });

/** A caller without a key. */
export const NOBODY: Viewer = without('nobody');
/** Whoever holds `ADMIN_API_KEY`. */
export const ADMIN: Viewer = without('admin');
/** The gateway, on its own account. */
export const GATEWAY: Viewer = without('gateway');
