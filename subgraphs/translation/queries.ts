/**
 * What translation asks of its tables. A task belongs to whoever holds the address that it was ordered from, in any
 * case, and a quote to whoever holds the key that asked for it; what hangs on either belongs to the same.
 */
import { readText, readUuid } from '../../platform/arguments.ts';
import { type SqlFragment, sql } from '../../platform/database.ts';
import { identifierIn } from '../../platform/expressions.ts';
import { anyOf, comparison, inAnyCase } from '../../platform/filter.ts';
import { type Belonging, table } from '../../platform/table.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { administrators, owners, publicWhere, seenBy } from '../../platform/visibility.ts';
import type {
  BedrockModelFilter,
  BedrockModelOrder,
  LanguageProfileFilter,
  LanguageProfileOrder,
  TranslationJobEventFilter,
  TranslationJobEventOrder,
  TranslationJobFilter,
  TranslationJobOrder,
  TranslationParameterFilter,
  TranslationParameterOrder,
  TranslationQuoteFilter,
  TranslationQuoteOrder,
  TranslationTaskFilter,
  TranslationTaskOrder,
} from './generated/types.ts';
import {
  BedrockModelRow,
  LanguageProfileRow,
  TranslationJobEventRow,
  TranslationJobRow,
  TranslationParameterRow,
  TranslationQuoteRow,
  TranslationTaskRow,
} from './rows.ts';

/** The texts in an array of jsonb; none where it holds something else. */
const textsIn = (array: SqlFragment) =>
  sql.fragment`SELECT jsonb_array_elements_text(CASE jsonb_typeof(${array}) WHEN 'array' THEN ${array} END)`;

const state = inAnyCase(sql.fragment`state`);

const orderedFrom = (address: string | SqlFragment) => sql.fragment`lower(customer_email) = lower(${address})`;

/** A job may be listed by its task without saying so itself; what it says comes first. */
const jobsOfTasks = (tasks: SqlFragment) => [
  sql.fragment`task_id IN (SELECT task_id FROM translation_tasks WHERE ${tasks})`,
  sql.fragment`task_id IS NULL AND job_id IN (
    SELECT listed FROM translation_tasks, LATERAL (${textsIn(sql.fragment`job_ids`)}) AS ids (listed) WHERE ${tasks})`,
];
const quotesOfTasks = (tasks: SqlFragment) => sql.fragment`quote_id IN (
  SELECT listed FROM translation_tasks, LATERAL (${textsIn(sql.fragment`quote_ids`)}) AS ids (listed) WHERE ${tasks})`;

const ownTasks = ({ email }: Viewer) => (email === null ? [] : [orderedFrom(email)]);
const ofOwnKeys = ({ keyIds }: Viewer) =>
  ({ heldBy: sql.fragment`api_key_id`, holders: keyIds, type: 'text' }) as const;
const ownJobs = (viewer: Viewer) => [
  ...ownTasks(viewer).flatMap(jobsOfTasks),
  sql.fragment`job_id IN (SELECT job_id FROM translation_quotes WHERE ${seenBy([ofOwnKeys(viewer)])})`,
];

/** What we pay, and how we work, is for administrators. */
export const JOBS = table<TranslationJobRow, TranslationJobFilter, TranslationJobOrder>({
  name: 'translation.jobs',
  row: TranslationJobRow,
  key: 'id',
  columns: {
    id: 'uuid',
    jobId: 'text',
    state: 'text',
    taskId: 'text',
    retryOf: 'text',
    model: 'text',
    submittedAt: 'timestamptz',
  },
  confidential: [
    'options',
    'reason',
    'bedrockCostUsd',
    'bedrockInvocations',
    'stepFunctionArn',
    'idempotencyKey',
    'cloudfrontInvalidationIds',
  ],
  filters: { state, retryOfJobId: comparison(sql.fragment`retry_of`, 'text') },
  visible: owners(ownJobs),
});

export const JOBS_OF_ADDRESS: Belonging = {
  by: 'Email',
  type: 'text',
  matches: (address) => anyOf(jobsOfTasks(orderedFrom(address))),
};
/** Of an array of `jobId`, as JSON. */
export const JOBS_LISTED: Belonging = {
  by: 'Listed',
  type: 'text',
  matches: (ids) => sql.fragment`job_id = ANY(ARRAY(${textsIn(sql.fragment`${ids}::jsonb`)}))`,
};
const intoLanguage = (code: SqlFragment) => sql.fragment`langs @> jsonb_build_array(${code})`;
export const JOBS_INTO_LANGUAGE: Belonging = { by: 'Language', type: 'text', matches: intoLanguage };

/**
 * No foreign key: events outlive their job (dictionary TB-26). Customers see those of jobs that they see; an array of
 * these lets the index on `job_id` find the events, where a join would look through everybody's.
 */
export const EVENTS = table<TranslationJobEventRow, TranslationJobEventFilter, TranslationJobEventOrder>({
  name: 'translation.events',
  row: TranslationJobEventRow,
  key: 'id',
  columns: { id: 'int8', jobId: 'text', eventType: 'text', lang: 'text', createdAt: 'timestamptz' },
  visible: owners((viewer) => [
    sql.fragment`job_id = ANY(ARRAY(SELECT job_id FROM translation_jobs WHERE ${anyOf(ownJobs(viewer))}))`,
  ]),
});

export const TASKS = table<TranslationTaskRow, TranslationTaskFilter, TranslationTaskOrder>({
  name: 'translation.tasks',
  row: TranslationTaskRow,
  key: 'id',
  columns: { id: 'int8', taskId: 'text', state: 'text', customerEmail: 'text', submittedAt: 'timestamptz' },
  filters: {
    state,
    customerEmail: (address, argument) => orderedFrom(readText(argument, String(address))),
  },
  visible: owners((viewer) => [
    ...ownTasks(viewer),
    sql.fragment`jsonb_typeof(quote_ids) = 'array' AND quote_ids ?| ARRAY(
      SELECT quote_id::text FROM translation_quotes WHERE ${seenBy([ofOwnKeys(viewer)])})`,
  ]),
});

export const TASKS_OF_ADDRESS: Belonging = { by: 'Email', type: 'text', matches: orderedFrom };
/** Found by the index on the array first: in the order of a page nearly all tasks would be looked through for the few. */
const listing = (array: SqlFragment, id: SqlFragment) => sql.fragment`id = ANY(ARRAY(
  SELECT listing.id FROM translation_tasks AS listing WHERE listing.${array} @> jsonb_build_array(${id})))`;

export const TASKS_OF_QUOTE: Belonging = {
  by: 'Quote',
  type: 'text',
  matches: (id) => listing(sql.fragment`quote_ids`, id),
};
export const TASKS_LISTING_JOB: Belonging = {
  by: 'Job',
  type: 'text',
  matches: (id) => listing(sql.fragment`job_ids`, id),
};

/**
 * Customers see how their price is made up (dictionary TB-R32). `api_key_id` may hold the key itself where its
 * identifier belongs (TB-27): nothing but an identifier leaves.
 */
export const QUOTES = table<TranslationQuoteRow, TranslationQuoteFilter, TranslationQuoteOrder>({
  name: 'translation.quotes',
  row: TranslationQuoteRow,
  key: 'id',
  columns: {
    id: 'int8',
    quoteId: 'text',
    apiKeyId: 'text',
    state: 'text',
    jobId: 'text',
    model: 'text',
    createdAt: 'timestamptz',
    expiresAt: 'timestamptz',
  },
  computed: {
    apiKeyId: identifierIn(sql.fragment`api_key_id`),
  },
  filters: {
    state,
    apiKeyId: (id, argument) => sql.fragment`api_key_id = ${readUuid(argument, String(id))}`,
  },
  visible: owners((viewer) => [ofOwnKeys(viewer), ...ownTasks(viewer).map(quotesOfTasks)]),
});

/** By the key's identifier alone: a key itself that the column may hold opens nothing. */
export const QUOTES_OF_KEY: Belonging = {
  by: 'ApiKey',
  type: 'uuid',
  matches: (id) => sql.fragment`api_key_id = ${id}::text`,
};
export const QUOTES_OF_ADDRESS: Belonging = {
  by: 'Email',
  type: 'text',
  matches: (address) => quotesOfTasks(orderedFrom(address)),
};
/** Of an array of `quoteId`, as JSON. */
export const QUOTES_LISTED: Belonging = {
  by: 'Listed',
  type: 'text',
  matches: (ids) => sql.fragment`quote_id = ANY(ARRAY(${textsIn(sql.fragment`${ids}::jsonb`)}))`,
};
export const QUOTES_INTO_LANGUAGE: Belonging = { by: 'Language', type: 'text', matches: intoLanguage };

export const PARAMETERS = table<TranslationParameterRow, TranslationParameterFilter, TranslationParameterOrder>({
  name: 'translation.parameters',
  row: TranslationParameterRow,
  key: 'key',
  columns: { key: 'text', category: 'text' },
  filters: { category: inAnyCase(sql.fragment`category`) },
  visible: administrators,
});

/** What is off or blocked cannot be used (dictionary TB-R35, TB-R36), so it is nobody's business but ours. */
export const MODELS = table<BedrockModelRow, BedrockModelFilter, BedrockModelOrder>({
  name: 'translation.models',
  row: BedrockModelRow,
  key: 'id',
  columns: {
    id: 'int4',
    friendlyName: 'text',
    region: 'text',
    inferenceType: 'text',
    enabled: 'bool',
    blocked: 'bool',
    priority: 'int4',
  },
  confidential: ['bedrockModelId', 'notes'],
  filters: { inferenceType: inAnyCase(sql.fragment`inference_type`) },
  visible: publicWhere(sql.fragment`enabled AND NOT blocked`),
});

export const LANGUAGES = table<LanguageProfileRow, LanguageProfileFilter, LanguageProfileOrder>({
  name: 'translation.languages',
  row: LanguageProfileRow,
  key: 'langCode',
  columns: { langCode: 'text', scriptFamily: 'text', modelOverride: 'text', enabled: 'bool', priority: 'int4' },
  confidential: ['notes'],
  filters: { scriptFamily: inAnyCase(sql.fragment`script_family`) },
  visible: publicWhere(sql.fragment`enabled`),
});

/** Of an array of codes, as JSON. */
export const LANGUAGES_LISTED: Belonging = {
  by: 'Listed',
  type: 'text',
  matches: (codes) => sql.fragment`lang_code = ANY(ARRAY(${textsIn(sql.fragment`${codes}::jsonb`)}))`,
};
