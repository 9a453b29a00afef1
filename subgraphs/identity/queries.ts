/** What identity asks of its tables. What is asked about keys as callers send them is in `queries-secrets.ts`. */
import { readText } from '../../platform/arguments.ts';
import { type Database, type SqlFragment, sql } from '../../platform/database.ts';
import { type Condition, inAnyCase } from '../../platform/filter.ts';
import { type Belonging, type Lookup, table } from '../../platform/table.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { administrators, everybody, owners, seenBy, type Visibility } from '../../platform/visibility.ts';
import type {
  AgentProfileEventFilter,
  AgentProfileEventOrder,
  AgentProfileFilter,
  AgentProfileOrder,
  ApiKeyFilter,
  ApiKeyGroupFilter,
  ApiKeyGroupOrder,
  ApiKeyOrder,
  RateLimitTemplateFilter,
  RateLimitTemplateOrder,
  UserFilter,
  UserOrder,
} from './generated/types.ts';
import { PREFIX } from './queries-secrets.ts';
import {
  AgentProfileEventRow,
  AgentProfileRow,
  ApiKeyGroupRow,
  ApiKeyRow,
  FoundUserRow,
  RateLimitTemplateRow,
  UserRow,
} from './rows.ts';

const visibleUsers = owners(({ userId }) => (userId === null ? [] : [sql.fragment`id = ${userId}`]));

export const USERS = table<UserRow, UserFilter, UserOrder>({
  name: 'identity.users',
  row: UserRow,
  key: 'id',
  columns: { id: 'uuid', email: 'text', createdAt: 'timestamptz' },
  filters: {
    email: (address, argument) => sql.fragment`lower(email) = lower(${readText(argument, String(address))})`,
  },
  visible: visibleUsers,
});

/**
 * Accounts by their addresses, in any case. Two addresses may differ in case alone: it is then the account whose address
 * is spelled as asked for, or else the oldest.
 */
export function usersByEmails(database: Database, viewer: Viewer, emails: readonly string[]) {
  return database.any(sql.type(FoundUserRow)`/* identity.usersByEmails */
    SELECT DISTINCT ON (wanted) wanted, id, email, tier, created_at, name, preferred_lang
    FROM unnest(${sql.array(emails, 'text')}) AS asked (wanted) JOIN users ON lower(email) = lower(wanted)
    WHERE ${seenBy(visibleUsers(viewer))}
    ORDER BY wanted, email = wanted DESC, created_at, id`);
}

/** Its user's keys; a key without a user has no sibling. */
function ownKeys({ keyId, userId }: Viewer): SqlFragment[] {
  if (userId !== null) return [sql.fragment`user_id = ${userId}`];
  return keyId === null ? [] : [sql.fragment`id = ${keyId}`];
}

/** A key may look at itself, even one that is shared and owns nothing. */
const visibleKeys: Visibility = (viewer) => (viewer.isAdmin ? everybody(viewer) : ownKeys(viewer));

/**
 * The tier that `rate_limit_template` has the limits of: a key for pushed prices alone may leave out the `webhook_`
 * (dictionary TB-12). The index trinity_api_keys_limit_tier is on this very expression.
 */
const LIMIT_TIER = sql.fragment`
  CASE WHEN is_webhook AND NOT is_subscriber AND NOT is_partner AND NOT starts_with(lower(tier), 'webhook_')
  THEN 'webhook_' || lower(tier) ELSE lower(tier) END`;

const ofTiers: Condition = (tiers, argument) => {
  const each = (tiers as string[]).map((tier, index) => readText(`${argument}.${index}`, tier).toLowerCase());
  return sql.fragment`${LIMIT_TIER} = ANY(${sql.array(each, 'text')})`;
};

export const API_KEYS = table<ApiKeyRow, ApiKeyFilter, ApiKeyOrder>({
  name: 'identity.apiKeys',
  row: ApiKeyRow,
  key: 'id',
  columns: {
    id: 'uuid',
    userId: 'uuid',
    groupId: 'int4',
    tier: 'text',
    stripeCustomerId: 'text',
    stripeSubscriptionId: 'text',
    createdAt: 'timestamptz',
  },
  computed: { prefix: PREFIX, limitTier: LIMIT_TIER },
  filters: { tier: ofTiers },
  visible: visibleKeys,
});

export const KEYS_OF_LIMIT_TIER: Belonging = {
  by: 'LimitTier',
  type: 'text',
  matches: (tier) => sql.fragment`${LIMIT_TIER} = lower(${tier})`,
};

/** Of customers the groups of their own keys; a shared key does not tell what it is for. */
export const API_KEY_GROUPS = table<ApiKeyGroupRow, ApiKeyGroupFilter, ApiKeyGroupOrder>({
  name: 'identity.apiKeyGroups',
  row: ApiKeyGroupRow,
  key: 'id',
  columns: { id: 'int4', name: 'text', enabled: 'bool' },
  visible: owners((viewer) =>
    ownKeys(viewer).map((own) => sql.fragment`id IN (SELECT group_id FROM api_keys WHERE ${own})`),
  ),
});

export const RATE_LIMIT_TEMPLATES = table<RateLimitTemplateRow, RateLimitTemplateFilter, RateLimitTemplateOrder>({
  name: 'identity.rateLimitTemplates',
  row: RateLimitTemplateRow,
  key: 'tier',
  columns: { tier: 'text', queryLimit: 'int4' },
  visible: everybody,
});

/** Tiers are compared in lower case (dictionary TB-12): give it as that. */
export const BY_TIER: Lookup<RateLimitTemplateRow> = {
  by: 'Tier',
  type: 'text',
  expression: sql.fragment`lower(tier)`,
  keyOf: ({ tier }) => tier.toLowerCase(),
};

export const AGENT_PROFILES = table<AgentProfileRow, AgentProfileFilter, AgentProfileOrder>({
  name: 'identity.agentProfiles',
  row: AgentProfileRow,
  key: 'id',
  columns: { id: 'int8', name: 'text', version: 'text', arn: 'text', active: 'bool' },
  visible: administrators,
});

export const AGENT_PROFILE_EVENTS = table<AgentProfileEventRow, AgentProfileEventFilter, AgentProfileEventOrder>({
  name: 'identity.agentProfileEvents',
  row: AgentProfileEventRow,
  key: 'id',
  columns: { id: 'int8', agentProfileId: 'int8', name: 'text', action: 'text', createdAt: 'timestamp' },
  filters: { action: inAnyCase(sql.fragment`action`) },
  visible: administrators,
});
