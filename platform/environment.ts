/**
 * Every setting of the process, read and validated once. Nothing else in the project looks at `process.env`
 * (per-request look-ups cost more than they seem, and a typo should stop the start, not a request).
 */
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const positive = z.coerce.number().int().positive();
const onOff = z.enum(['on', 'off']).transform((value) => value === 'on');
const url = (...protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    message: `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });

const Schema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  /** No quieter than `error`: a library below reads the same variable, and refuses other values. */
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug', 'trace']).default('warn'),
  HOST: z.string().default('0.0.0.0'),
  PORT: port.default(4000),
  DATA_DIR: z.string().default('.data'),
  /** Where the bundle of the explorer page is kept, or was put by an image build; `<DATA_DIR>/graphiql` by default. */
  GRAPHIQL_DIR: z.string().optional(),
  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  DATABASE_POOL_SIZE: positive.default(10),
  DATABASE_STATEMENT_TIMEOUT_MS: positive.default(5_000),
  VALKEY_URL: url('redis:', 'rediss:', 'valkey:', 'redis+unix:').optional(),
  /** How long one cache command may take before the request goes on without it. */
  VALKEY_COMMAND_TIMEOUT_MS: positive.default(100),
  ADMIN_API_KEY: z.string().min(16, 'must have at least 16 characters').optional(),
  DEMO_KEY: onOff.default(true),
  FEEDS: z.enum(['live', 'simulate', 'off']).optional(),
  /** A price older than this is looked up in Postgres too, and is said to be stale. */
  PRICE_STALE_SECONDS: positive.default(60),
  /** `together`: the subgraphs run inside the gateway's process; `apart`: each is a server of its own. */
  SUBGRAPHS: z.enum(['together', 'apart']).default('together'),
  /** Signs the viewer that the gateway vouches for; the same value on gateway and subgraphs of the apart shape. */
  GATEWAY_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  IDENTITY_URL: url('http:', 'https:').default('http://localhost:4101/graphql'),
  BILLING_URL: url('http:', 'https:').default('http://localhost:4102/graphql'),
  PRICING_URL: url('http:', 'https:').default('http://localhost:4103/graphql'),
  MESSAGING_URL: url('http:', 'https:').default('http://localhost:4104/graphql'),
  SUPPORT_URL: url('http:', 'https:').default('http://localhost:4105/graphql'),
  ANALYTICS_URL: url('http:', 'https:').default('http://localhost:4106/graphql'),
  TRANSLATION_URL: url('http:', 'https:').default('http://localhost:4107/graphql'),
  SUBGRAPH_TIMEOUT_MS: positive.default(5_000),
  REQUEST_BODY_LIMIT: positive.default(256 * 1024),
  /** What one answer may hold at most, by the page sizes that its operation asks for. */
  MAX_ANSWER_OBJECTS: positive.default(20_000),
  /** How many document texts are kept: parsed, validated, planned, compiled. */
  DOCUMENT_CACHE_SIZE: positive.default(1_000),
  /** `off` answers every operation over the plain path (graphql-js and the planned executor). */
  JIT: onOff.default(true),
  SINGLE_FETCH: onOff.default(true),
});

export type Environment = z.output<typeof Schema>;

/**
 * Reads the settings from `source` (`process.env` by default); empty text counts as not set. `defaults` go before the
 * ones above, `fixed` before what the source says.
 * @throws Error that lists every wrong setting with what it must be, one line each.
 */
export function readEnvironment(
  source: Readonly<Record<string, string | undefined>> = process.env,
  { defaults = {}, fixed = {} }: Partial<Record<'defaults' | 'fixed', Readonly<Record<string, string>>>> = {},
): Environment {
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const given = { ...defaults, ...set, ...fixed };
  const result = Schema.safeParse(given);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`These settings cannot be used:\n${lines.join('\n')}`);
  }
  const settings = result.data;
  if (settings.SUBGRAPHS === 'apart' && !settings.GATEWAY_SECRET) {
    throw new Error(
      'These settings cannot be used:\n  GATEWAY_SECRET: must be set where SUBGRAPHS=apart (the same text, 32 characters or more, on the gateway and on every subgraph)',
    );
  }
  return settings;
}
