/**
 * The data dictionary against the graph: every table is a type, every column a field of a fitting type or left out for a
 * reason that the type's description gives, every reference a field on both sides.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isEnumType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { publicSchema, readSupergraph } from '../../gateway/supergraph.ts';
import { camelCase } from '../../platform/database.ts';

const ROOT = join(import.meta.dirname, '../..');
const FILE = join(ROOT, '../shared/dictionary/trinity-beast.json');

interface Column {
  name: string;
  type: string;
  /** Unknown of a view's columns. */
  nullable?: boolean;
  references?: string | null;
  logicalReference?: string;
  allowedValues?: string[];
}

interface Table {
  name: string;
  columns: Column[];
}

/** Columns that no field shows, and what the type's description says of them. */
const LEFT_OUT: Readonly<Record<string, RegExp>> = {
  'api_keys.api_key': /neither its text \(`api_key`\)/,
  'api_keys.key_hash': /nor its hash \(`key_hash`\)/,
  'webhook_subscriptions.verification_token': /secret and no field/,
  'monthly_report_counts.api_key': /the key itself, which is left out/,
};

/** Columns whose field has another name. */
const RENAMED: Readonly<Record<string, string>> = {
  'asset_categories.category_name': 'name',
  'exchange_asset_map.category': 'categoryName',
  'report_count.api_key': 'id',
  'translation_jobs.retry_of': 'retryOfJobId',
  'webhook_delivery_log.asset': 'assetSymbol',
  'webhook_subscriptions.assets': 'assetSymbols',
};

/** References: the field that follows one, and the field that comes back. */
const REFERENCES: Readonly<Record<string, readonly [string, string]>> = {
  'agent_profile_events.agent_profile_id': ['agentProfile', 'events'],
  'api_keys.group_id': ['group', 'apiKeys'],
  'api_keys.tier': ['rateLimitTemplate', 'apiKeys'],
  'api_keys.user_id': ['user', 'apiKeys'],
  'email_drafts.sender_id': ['sender', 'drafts'],
  'email_drafts.template_id': ['template', 'drafts'],
  'email_translations.template_name': ['templates', 'translations'],
  'exchange_asset_map.asset': ['asset', 'listings'],
  'exchange_asset_map.category': ['category', 'listings'],
  'exchange_asset_map.exchange_name': ['feed', 'listings'],
  'language_profiles.model_override': ['modelEntries', 'languageProfiles'],
  'monthly_report_counts.api_key': ['apiKey', 'monthlyReportCounts'],
  'newsletter_subscribers.email': ['user', 'newsletterSubscriptions'],
  'newsletter_translations.newsletter_id': ['newsletter', 'translations'],
  'partner_applications.api_key_id': ['apiKey', 'partnerApplications'],
  'partner_applications.contact_email': ['user', 'partnerApplications'],
  'report_count.api_key': ['apiKey', 'reportCount'],
  'report_usage_logs.api_key_id': ['apiKey', 'reportUsageLogs'],
  'support_replies.ticket_id': ['ticket', 'replies'],
  'support_tickets.email': ['user', 'supportTickets'],
  'transactions.api_key': ['apiKey', 'transactions'],
  'transactions.user_id': ['user', 'transactions'],
  'translation_job_events.job_id': ['job', 'events'],
  'translation_job_events.lang': ['language', 'translationJobEvents'],
  'translation_jobs.langs': ['languages', 'translationJobs'],
  'translation_jobs.model': ['modelEntries', 'translationJobs'],
  'translation_jobs.retry_of': ['retryOf', 'retries'],
  'translation_jobs.task_id': ['task', 'jobs'],
  'translation_quotes.api_key_id': ['apiKey', 'translationQuotes'],
  'translation_quotes.job_id': ['job', 'quotes'],
  'translation_quotes.langs': ['languages', 'translationQuotes'],
  'translation_quotes.model': ['modelEntries', 'translationQuotes'],
  'translation_tasks.customer_email': ['customer', 'translationTasks'],
  'translation_tasks.job_ids': ['listedJobs', 'listedBy'],
  'translation_tasks.quote_ids': ['quotes', 'tasks'],
  'usage_logs.api_key_id': ['apiKey', 'usageLogs'],
  'usage_logs.asset': ['asset', 'usageLogs'],
  'usage_logs.user_id': ['user', 'usageLogs'],
  'webhook_delivery_log.asset': ['asset', 'webhookDeliveries'],
  'webhook_delivery_log.subscription_id': ['subscription', 'deliveries'],
  'webhook_subscriptions.api_key_id': ['apiKey', 'webhookSubscriptions'],
  'webhook_subscriptions.assets': ['assets', 'webhookSubscriptions'],
  'webhook_subscriptions.tier': ['rateLimitTemplate', 'webhookSubscriptions'],
};

/** Documented values that are no enum: names that rows are found by, and lists that are known to be incomplete. */
const OPEN_TEXTS = [
  'api_key_groups.name',
  'rate_limit_template.tier',
  'tier_catalog.product',
  'translation_jobs.submitted_by',
];

/** Rows that stand on two types: the second is a field of the first. */
const HOLDERS: Readonly<Record<string, string>> = { ExchangeFeedSettings: 'ExchangeFeed' };

/** What each type of a column may be in the graph. */
const FITTING: readonly [RegExp, readonly string[]][] = [
  [/^(text|varchar|uuid)/, ['String', 'ID']],
  [/^(integer|serial)$/, ['Int', 'ID']],
  [/^bigint$/, ['BigInt', 'ID']],
  [/^(float8|double precision)$/, ['Float', 'Decimal']], // Decimal where a digit matters: prices, degrees
  [/^numeric/, ['Decimal']],
  [/^boolean$/, ['Boolean']],
  [/^timestamp/, ['DateTime']],
  [/^date$/, ['String', 'Date']],
  [/^jsonb$/, ['JSON']],
];

const schema = publicSchema(readSupergraph());

/** The types of the graph that stand on rows of each table, as `rows.ts` and `codegen.yml` say. */
async function typesByTable(): Promise<Map<string, GraphQLObjectType[]>> {
  type Generated = Record<string, { config: { mappers: Record<string, string> } }>;
  const { generates } = parseYaml(readFileSync(join(ROOT, 'codegen.yml'), 'utf8')) as { generates: Generated };
  const found = new Map<string, GraphQLObjectType[]>();
  for (const subgraph of readdirSync(join(ROOT, 'subgraphs'), { withFileTypes: true })) {
    if (!subgraph.isDirectory()) continue;
    const mappers = generates[`subgraphs/${subgraph.name}/generated/types.ts`]?.config.mappers ?? {};
    const rows = await import(join(ROOT, 'subgraphs', subgraph.name, 'rows.ts'));
    for (const [name, mapper] of Object.entries(mappers)) {
      const row = rows[mapper.split('#')[1] ?? ''];
      const type = schema.getType(name);
      const table = row instanceof z.ZodObject ? String(row.meta()?.table) : '';
      if (!table || !isObjectType(type)) continue;
      const holder = schema.getType(HOLDERS[name] ?? '');
      found.set(table, isObjectType(holder) ? [holder, type] : [type]);
    }
  }
  return found;
}

const typesOf = await typesByTable();

/** Where a field leads: the type of a reference, or of the rows of a list. */
function targetOf(type: GraphQLObjectType | undefined, field: string): string | undefined {
  const target = type?.getFields()[field] && getNamedType(type.getFields()[field]?.type);
  if (!isObjectType(target)) return undefined;
  return target.getFields().nodes ? targetOf(target, 'nodes') : target.name;
}

/** What is wrong with the field of a column; undefined where nothing is. */
function mistake(table: string, { name, type, nullable, allowedValues }: Column): string | undefined {
  const place = `${table}.${name}`;
  const types = typesOf.get(table) ?? [];
  const fieldName = RENAMED[place] ?? camelCase(name);
  const holder = types.find((each) => fieldName in each.getFields());
  const field = holder?.getFields()[fieldName];
  if (LEFT_OUT[place]) return types[0]?.description?.match(LEFT_OUT[place]) ? undefined : `${place} is left out unsaid`;
  if (!field || !isLeafType(getNamedType(field.type))) {
    return REFERENCES[place] ? undefined : `${place} is no field`;
  }

  const shown = getNullableType(field.type);
  const about = `${place} is ${field.type}`;
  if (type === 'text[]') return String(shown) === '[String!]' ? undefined : about;
  if (allowedValues && !OPEN_TEXTS.includes(place)) {
    const values = allowedValues.map((value) => value.toUpperCase().replaceAll('-', '_'));
    if (!isEnumType(shown)) return about;
    const known = shown.getValues().map((value) => value.name);
    const unknown = [...values, 'OTHER'].filter((value) => !known.includes(value));
    if (unknown.length) return `${about} without ${unknown.join()}`;
  } else if (!isEnumType(shown)) {
    const fitting = FITTING.find(([pattern]) => pattern.test(type))?.[1] ?? [];
    if (!fitting.includes(String(shown))) return `${about}, but ${type}`;
  }

  if (nullable === undefined || nullable !== isNonNullType(field.type)) return undefined;
  const isExplained = /\bnull\b/.test(field.description ?? '');
  return !nullable && isExplained ? undefined : `${about}, but ${nullable ? 'NULL' : 'NOT NULL'}`;
}

if (!existsSync(FILE)) {
  test.skip('the graph covers the data dictionary (skipped: there is no ../shared/dictionary)', () => {});
} else {
  const { tables, views }: { tables: Table[]; views: Table[] } = JSON.parse(readFileSync(FILE, 'utf8'));
  const all = [...tables, ...views];

  test('every table, and the view, is a type', () => {
    expect(all).toHaveLength(48);
    expect(all.map(({ name }) => name).filter((name) => !typesOf.has(name))).toEqual([]);
  });

  test.each(all)('$name: each column is a field that fits', ({ name, columns }) => {
    expect(columns.flatMap((column) => mistake(name, column) ?? [])).toEqual([]);
  });

  test('what is said to be left out, renamed or open is in the dictionary', () => {
    const places = all.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column.name}`));
    const listed = [LEFT_OUT, RENAMED, REFERENCES].flatMap((each) => Object.keys(each));
    expect([...listed, ...OPEN_TEXTS].filter((place) => !places.includes(place))).toEqual([]);
  });

  describe('references', () => {
    test.each(Object.entries(REFERENCES))('%s is %j', (place, [forth, back]) => {
      const types = typesOf.get(place.split('.')[0] ?? '') ?? [];
      const target = schema.getType(targetOf(types[0], forth) ?? '');
      expect(isObjectType(target) && targetOf(target, back)).toBe(types[0]?.name);
    });

    const documented = tables.flatMap(({ name, columns }) =>
      columns.flatMap(({ name: column, references, logicalReference }) => {
        const target = references ?? logicalReference;
        return target ? [[`${name}.${column}`, target.split('.')[0] ?? ''] as const] : [];
      }),
    );

    test.each(documented)('%s leads to %s', (place, table) => {
      const type = typesOf.get(place.split('.')[0] ?? '')?.[0];
      expect(targetOf(type, REFERENCES[place]?.[0] ?? '')).toBe(typesOf.get(table)?.[0]?.name);
    });
  });
}
