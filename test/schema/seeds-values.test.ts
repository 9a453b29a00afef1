/** What the seeds set: that the numbers are those of the documents, and do not contradict each other. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSeededDatabase, type Row, type SeededDatabase } from './seeds-support.ts';

let seeded: SeededDatabase;
beforeAll(async () => {
  seeded = await createSeededDatabase();
});
afterAll(() => seeded.drop());

async function settings(table: string): Promise<Record<string, string>> {
  return Object.fromEntries((await seeded.rows(table)).map(({ key, value }) => [key, value]));
}

describe('translation parameters', () => {
  let rows: Row[];
  let values: Record<string, string>;
  beforeAll(async () => {
    rows = await seeded.rows('translation_parameters');
    values = await settings('translation_parameters');
  });

  test('are 69, in the five documented categories', () => {
    expect(rows).toHaveLength(69);
    const sizes = Object.entries(Object.groupBy(rows, (row) => row.category)).map(([name, of]) => [name, of?.length]);
    // The documents say about 30, 12, 9, 9 and 6, which leaves three (dictionary TB-43).
    expect(Object.fromEntries(sizes)).toEqual({
      bedrock_pricing: 30,
      token_estimation: 13,
      cost_controls: 9,
      customer_pricing: 10,
      batch_config: 7,
    });
    expect(rows.filter(({ key, category }) => !key.startsWith(`${category}.`))).toEqual([]);
    expect(rows.filter(({ description }) => description === '')).toEqual([]);
  });

  test('have the documented values', () => {
    expect(values).toMatchObject({
      'cost_controls.daily_spend_cap_usd': '600',
      'cost_controls.max_active_jobs': '3',
      'cost_controls.max_queued_jobs': '12',
      'cost_controls.max_docs_per_request': '6',
      'customer_pricing.markup_pct': '30',
      'customer_pricing.quote_validity_hours': '24',
      'batch_config.poll_interval_seconds': '33',
    });
  });

  test('are plain decimals, but for the names in batch_config', () => {
    const text = rows.filter(({ value }) => !/^\d+(\.\d+)?$/.test(value)).map(({ key }) => key);
    expect(text).toEqual([
      'batch_config.iam_role_arn',
      'batch_config.s3_bucket',
      'batch_config.s3_input_prefix',
      'batch_config.s3_output_prefix',
    ]);
  });

  test('price every model that can be called, batches at half', async () => {
    const models = new Set(
      (await seeded.rows('bedrock_model_catalog')).filter(({ enabled }) => enabled).map((row) => row.friendly_name),
    );
    expect(models.size).toBe(6);
    expect(values['bedrock_pricing.claude-sonnet-4.6.realtime.input']).toBe('0.000003');
    for (const model of models) {
      const rate = (mode: string) => Number(values[`bedrock_pricing.${model}.${mode}`]);
      for (const side of ['input', 'output']) {
        expect(rate(`realtime.${side}`)).toBeGreaterThan(0);
        expect(rate(`batch.${side}`)).toBeCloseTo(rate(`realtime.${side}`) / 2, 12);
      }
      expect(rate('realtime.output')).toBeGreaterThan(rate('realtime.input'));
      expect(Number(values[`token_estimation.speed_factor.${model}`])).toBeGreaterThan(0);
    }
  });

  test('give discounts to tiers that exist', async () => {
    const tiers = new Set((await seeded.rows('rate_limit_template')).map(({ tier }) => tier));
    const discounts = rows.filter(({ key }) => key.startsWith('customer_pricing.tier_discount_factor.'));
    expect(discounts).toHaveLength(6);
    expect(discounts.filter(({ key }) => !tiers.has(key.split('.').pop()))).toEqual([]);
    expect(discounts.filter(({ value }) => !(Number(value) > 0 && Number(value) <= 1))).toEqual([]);
  });
});

describe('the model catalog', () => {
  let rows: Row[];
  beforeAll(async () => {
    rows = await seeded.rows('bedrock_model_catalog');
  });

  test('has 20 rows, no two for the same', () => {
    const places = rows.map((row) => `${row.friendly_name} ${row.region} ${row.inference_type}`);
    expect(places).toHaveLength(20);
    expect(new Set(places).size).toBe(20);
  });

  test('blocks the CA regions, and no others', () => {
    const blocked = rows.filter((row) => row.blocked);
    expect(new Set(blocked.map(({ region }) => region))).toEqual(new Set(['ca-central-1', 'ca-west-1']));
    expect(rows.filter((row) => row.region.startsWith('ca-') && (row.enabled || !row.blocked))).toEqual([]);
  });

  test('offers every model in us-east-2, where blocked requests go', () => {
    const offered = new Set(rows.filter(({ enabled }) => enabled).map((row) => row.friendly_name));
    const first = rows.filter((row) => row.region === 'us-east-2' && row.priority === 1 && row.enabled);
    const here = new Set(first.filter((row) => row.inference_type === 'realtime').map((row) => row.friendly_name));
    expect(here).toEqual(offered);
  });

  test('names models of the documented families', () => {
    const families = /^((us\.)?anthropic\.|qwen\.|deepseek\.|mistral\.|amazon\.nova)/;
    expect(rows.filter((row) => !families.test(row.bedrock_model_id))).toEqual([]);
    expect(rows.find((row) => row.friendly_name === 'claude-sonnet-4.6')).toMatchObject({
      display_name: 'Claude Sonnet 4.6',
      bedrock_model_id: 'us.anthropic.claude-sonnet-4-6-20250514-v1:0',
    });
    // Nova drops HTML tags.
    expect(rows.filter((row) => row.bedrock_model_id.startsWith('amazon.nova') && row.enabled)).toEqual([]);
  });
});

test('the language profiles are 11, of all script families, within their ranges', async () => {
  const rows = await seeded.rows('language_profiles');
  expect(rows).toHaveLength(11);
  expect(rows.map((row) => row.lang_code)).toEqual(expect.arrayContaining(['ja', 'ar', 'hi', 'ur']));
  expect(rows.map((row) => row.lang_code)).not.toContain('en');
  expect(new Set(rows.map((row) => row.script_family)).size).toBe(5);
  for (const row of rows) {
    expect(row.max_code_tags % 3).toBe(0);
    expect(row.density_lift_threshold).toBeGreaterThanOrEqual(0.015);
    expect(row.token_expansion_factor).toBeGreaterThanOrEqual(1);
    expect(row.temperature).toBeGreaterThanOrEqual(0);
    expect(row.temperature).toBeLessThanOrEqual(1);
    expect(row.max_chunk_kb).toBeLessThanOrEqual(15);
    expect(row.max_output_tokens).toBeGreaterThanOrEqual(4096);
  }
  expect(rows.find((row) => row.lang_code === 'ja')?.token_expansion_factor).toBe(1.3);
  const { 'cost_controls.max_langs_per_request': most } = await settings('translation_parameters');
  expect(most).toBe('11');
});

describe('webhook tiers', () => {
  test('keep to the documented range, and sell what the parameters say', async () => {
    const parameters = await settings('application_parameters');
    const plans = (await seeded.rows('tier_catalog')).filter(({ product }) => product === 'webhook');
    expect(plans).toHaveLength(5);
    for (const { tier, features } of plans) {
      const interval = parameters[`webhook_${tier}_interval_seconds`];
      const assets = parameters[`webhook_${tier}_max_assets`];
      expect(features).toEqual([`Prices pushed every ${interval} seconds`, `Up to ${assets} assets`]);
      expect(Number(interval)).toBeGreaterThanOrEqual(3);
      expect(Number(interval)).toBeLessThanOrEqual(60);
    }
    expect(parameters).toMatchObject({ webhook_starter_interval_seconds: '60', webhook_starter_max_assets: '9' });
  });
});

describe('the profiles of parameters', () => {
  let profiles: Row[];
  beforeAll(async () => {
    profiles = await seeded.rows('application_parameter_profiles');
  });

  test('are the three documented ones, production with the documented values', async () => {
    expect(profiles.map((row) => row.profile_name).sort()).toEqual(['high-traffic', 'maintenance', 'production']);
    await seeded.client.query('BEGIN');
    await seeded.client.query(`INSERT INTO application_parameter_profiles (profile_name) VALUES ('as documented')`);
    const added = await seeded.rows('application_parameter_profiles');
    await seeded.client.query('ROLLBACK');
    const tuning = ({ id, profile_name, description, created_at, updated_at, ...values }: Row = {}) => values;
    const find = (name: string) => tuning(added.find((row) => row.profile_name === name));
    expect(find('production')).toEqual(find('as documented'));
  });

  test('do not contradict themselves', () => {
    for (const row of profiles) {
      expect(row.burst).toBeGreaterThanOrEqual(row.qps);
      expect(row.db_max_idle).toBeLessThanOrEqual(row.db_max_open);
      expect(row.db_conn_idle_min).toBeLessThanOrEqual(row.db_conn_lifetime_min);
      expect(row.cache_min_idle).toBeLessThanOrEqual(row.cache_pool_size);
      expect(row.sqs_batch_size).toBeLessThanOrEqual(10);
      const numbers = Object.values(row).filter((value) => typeof value === 'number');
      expect(Math.min(...numbers)).toBeGreaterThan(0);
    }
  });

  test('reach every parameter that they tune: those of production are in force', async () => {
    const parameters = await settings('application_parameters');
    const renamed: Record<string, string> = {
      qps: 'rate_limit_qps',
      burst: 'rate_limit_burst',
      cache_ttl: 'cache_ttl_seconds',
      config_poll: 'config_poll_seconds',
    };
    const active = profiles.find((row) => row.profile_name === parameters.active_profile) ?? {};
    expect(active.profile_name).toBe('production');
    const { id, profile_name, description, created_at, updated_at, ...tuning } = active;
    for (const [column, value] of Object.entries(tuning)) {
      const key = renamed[column] ?? column;
      expect([key, parameters[key]]).toEqual([key, String(value)]);
    }
  });

  test('and parameters hold no secret', async () => {
    const keys = Object.keys(await settings('application_parameters'));
    expect(keys.filter((key) => /api_key|secret|password|token/.test(key))).toEqual([]);
  });
});

test('reports have the documented limits and kinds', async () => {
  expect(await settings('report_parameters')).toMatchObject({
    monthly_limit: '10',
    daily_limit: '50',
    report_types: 'summary,usage,detailed',
    output_formats: 'json,csv',
  });
  const limited = (await seeded.rows('tier_catalog')).filter((row) => row.product === 'rest' && row.rate_limited);
  expect(limited.map((row) => row.lrs_limit)).toEqual([10, 10, 10]);
});

test('agents are named as documented, and each has the event of its creation', async () => {
  const agents = await seeded.rows('agent_profiles');
  expect(agents.map(({ name }) => name)).toEqual(expect.arrayContaining(['tbi', 'raima', 'webhook-engine']));
  const models = new Set((await seeded.rows('bedrock_model_catalog')).map((row) => row.bedrock_model_id)).add('');
  for (const { name, version, arn, model_id } of agents) {
    expect(arn).toMatch(new RegExp(`^arn:tbi:us-east-2:\\d{12}:agent-profile/${name}/${version}$`));
    expect(models).toContain(model_id);
  }
  const events = await seeded.rows('agent_profile_events');
  expect(events.map((row) => [row.agent_profile_id, row.action, row.actor]).sort()).toEqual(
    agents.map(({ id }) => [id, 'created', 'system']).sort(),
  );
});
