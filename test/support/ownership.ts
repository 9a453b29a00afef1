/**
 * Who may see which rows, told from the tables once more and apart from the code under test: for each type the
 * identifiers that a viewer may see. `$1` is its account, `$2` its keys, `$3` its address.
 */
import { Client } from 'pg';

export interface Holder {
  userId: string | null;
  keyIds: readonly string[];
  email: string | null;
}

export const OWNS_NOTHING: Holder = { userId: null, keyIds: [], email: null };

const ownTasks = `
  SELECT * FROM translation_tasks WHERE lower(customer_email) = lower($3) OR EXISTS (
    SELECT FROM translation_quotes WHERE api_key_id = ANY($2) AND quote_ids @> to_jsonb(quote_id::text))`;
const tasksOfAddress = 'SELECT * FROM translation_tasks WHERE lower(customer_email) = lower($3)';
const ownJobs = `
  SELECT * FROM translation_jobs AS job WHERE
    task_id IN (SELECT task_id FROM (${tasksOfAddress}) AS own)
    OR task_id IS NULL AND EXISTS (SELECT FROM (${tasksOfAddress}) AS own WHERE job_ids @> to_jsonb(job.job_id::text))
    OR job_id IN (SELECT job_id FROM translation_quotes WHERE api_key_id = ANY($2))`;
const nobody = 'SELECT NULL AS id WHERE false';

/** Of every type that stands on a row. */
const RULES: Record<string, string> = {
  User: 'SELECT id FROM users WHERE id = $1',
  ApiKey: 'SELECT id FROM api_keys WHERE user_id = $1 OR id::text = ANY($2)',
  ApiKeyGroup: 'SELECT group_id AS id FROM api_keys WHERE user_id = $1 OR id::text = ANY($2)',
  RateLimitTemplate: 'SELECT tier AS id FROM rate_limit_template',
  AgentProfile: nobody,
  AgentProfileEvent: nobody,
  TierPlan: 'SELECT id FROM tier_catalog WHERE published',
  Transaction: 'SELECT id FROM transactions WHERE user_id = $1 OR api_key = ANY($2) OR lower(donor_email) = lower($3)',
  PaymentLink: 'SELECT id FROM payment_links',
  Asset: 'SELECT upper(asset) AS id FROM exchange_asset_map WHERE enabled',
  AssetCategory: 'SELECT id FROM asset_categories WHERE enabled',
  AssetListing: 'SELECT id FROM exchange_asset_map WHERE enabled',
  ExchangeFeed: 'SELECT id FROM exchange_feeds WHERE enabled',
  WebhookSubscription: 'SELECT id FROM webhook_subscriptions WHERE api_key_id::text = ANY($2)',
  WebhookDelivery: `SELECT log.id FROM webhook_delivery_log AS log
    JOIN webhook_subscriptions AS own ON own.id = subscription_id WHERE api_key_id::text = ANY($2)`,
  Newsletter: `SELECT id FROM newsletters WHERE status = 'active' AND sent_at <= now()`,
  NewsletterTranslation: `SELECT translation.id FROM newsletter_translations AS translation
    JOIN newsletters ON newsletters.id = newsletter_id WHERE status = 'active' AND sent_at <= now()`,
  NewsletterSubscription: 'SELECT id FROM newsletter_subscribers WHERE lower(email) = lower($3)',
  NewsletterTemplate: nobody,
  EmailSender: nobody,
  EmailTemplate: nobody,
  EmailTranslation: nobody,
  EmailDraft: nobody,
  SupportTicket: 'SELECT id FROM support_tickets WHERE lower(email) = lower($3)',
  SupportReply: `SELECT reply.id FROM support_replies AS reply JOIN support_tickets AS own ON own.id = ticket_id
    WHERE lower(email) = lower($3) AND NOT is_internal`,
  ErrorMessage: 'SELECT id FROM error_messages',
  PartnerApplication: 'SELECT id FROM partner_applications WHERE lower(contact_email) = lower($3)',
  DemoLead: nobody,
  MapPin: `SELECT id FROM map_pins WHERE status = 'active'`,
  UsageLog: 'SELECT id FROM usage_logs WHERE user_id = $1 OR api_key_id = ANY($2)',
  UsageDay: nobody,
  ReportUsageLog: 'SELECT id FROM report_usage_logs WHERE api_key_id = ANY($2)',
  ReportCount: 'SELECT api_key AS id FROM report_count WHERE api_key::text = ANY($2)',
  MonthlyReportCount: `SELECT md5('monthly_report_counts ' || counts.api_key)::uuid AS id
    FROM monthly_report_counts AS counts JOIN api_keys AS own USING (api_key)
    WHERE own.id::text = ANY($2) AND key_hash IS NOT NULL`,
  ReportParameter: nobody,
  ApplicationParameter: nobody,
  ApplicationParameterProfile: nobody,
  PageView: nobody,
  PageEvent: nobody,
  CronExecutionLog: nobody,
  CronResetLog: nobody,
  CronResetSummary: nobody,
  TranslationJob: `SELECT id FROM (${ownJobs}) AS own`,
  TranslationJobEvent: `SELECT id FROM translation_job_events WHERE job_id IN (SELECT job_id FROM (${ownJobs}) AS own)`,
  TranslationTask: `SELECT id FROM (${ownTasks}) AS own`,
  TranslationQuote: `SELECT quote.id FROM translation_quotes AS quote WHERE api_key_id = ANY($2)
    OR EXISTS (SELECT FROM (${tasksOfAddress}) AS own WHERE quote_ids @> to_jsonb(quote.quote_id::text))`,
  TranslationParameter: nobody,
  BedrockModel: 'SELECT id FROM bedrock_model_catalog WHERE enabled AND NOT blocked',
  LanguageProfile: 'SELECT lang_code AS id FROM language_profiles WHERE enabled',
};

/** By type, the identifiers of the rows that `holder` may see. */
export async function seenBy(url: string, holder: Holder): Promise<Map<string, Set<string>>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const seen = new Map<string, Set<string>>();
    for (const [type, rule] of Object.entries(RULES)) {
      // Each parameter has its type even where a rule does without it.
      const text = `WITH asked AS (SELECT $1::uuid, $2::text[], $3::text) SELECT id::text FROM (${rule}) AS seen`;
      const { rows } = await client.query<{ id: string }>(text, [holder.userId, holder.keyIds, holder.email]);
      seen.set(type, new Set(rows.map(({ id }) => id)));
    }
    return seen;
  } finally {
    await client.end();
  }
}

/** Account and keys of whoever holds the key with this hash; a key that all share has neither. */
export async function holderOf(url: string, keyHash: string): Promise<Holder> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT key.user_id, email, ARRAY(SELECT id::text FROM api_keys WHERE id = key.id OR user_id = key.user_id) AS keys
       FROM api_keys AS key LEFT JOIN users ON users.id = key.user_id
       WHERE key_hash = $1 AND NOT (is_system AND key.user_id IS NULL)`,
      [keyHash],
    );
    const [row] = rows;
    return row ? { userId: row.user_id, keyIds: row.keys, email: row.email } : OWNS_NOTHING;
  } finally {
    await client.end();
  }
}
