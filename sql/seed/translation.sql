-- What the document translation service starts with: its parameters, the models it may call, and its target languages.

-- The key begins with its category. Rates are US dollars for a single token, at the list prices of Bedrock in
-- us-east-2; batches cost half. Only the Anthropic models have a prompt cache.
INSERT INTO translation_parameters (key, value, category, description)
SELECT 'bedrock_pricing.' || model || '.' || mode, trim_scale(per_million / 1000000)::text, 'bedrock_pricing',
  label || ' of ' || model || ', USD per token'
FROM (
  VALUES
    ('claude-sonnet-4.6', 3.00, 15.00, 0.30, 3.75),
    ('claude-haiku-3.5', 0.80, 4.00, 0.08, 1.00),
    ('claude-opus-4', 15.00, 75.00, 1.50, 18.75),
    ('qwen3-235b', 0.22, 0.88, NULL, NULL),
    ('deepseek-v3', 0.58, 1.68, NULL, NULL),
    ('mistral-large', 0.50, 1.50, NULL, NULL)
) AS rates (model, input, output, cache_read, cache_write)
CROSS JOIN LATERAL (
  VALUES
    ('realtime.input', 'Input', input),
    ('realtime.output', 'Output', output),
    ('batch.input', 'Input in a batch', input / 2),
    ('batch.output', 'Output in a batch', output / 2),
    ('cache.read', 'Input read from the prompt cache', cache_read),
    ('cache.write', 'Input written to the prompt cache', cache_write)
) AS modes (mode, label, per_million)
WHERE per_million IS NOT NULL
ON CONFLICT DO NOTHING;

INSERT INTO translation_parameters (key, value, category, description)
SELECT category || '.' || name, value, category, description
FROM (
  VALUES
    ('token_estimation', 'tokens_per_byte', '0.27', 'Input tokens for one byte of English HTML'),
    ('token_estimation', 'output_input_multiplier', '1.15',
     'Output tokens for one input token, before the expansion factor of the language'),
    ('token_estimation', 'cache_hit_rate', '0.70', 'Part of the repeated prompt that is read from the cache, 0 to 1'),
    ('token_estimation', 'system_prompt_tokens', '1800', 'Tokens of the instructions that go with every chunk'),
    ('token_estimation', 'seconds_per_chunk', '21', 'Time for one chunk with a model of speed factor 1'),
    ('token_estimation', 'retry_rate', '0.06', 'Part of the chunks that is sent a second time, 0 to 1'),
    ('token_estimation', 'safety_margin', '1.10', 'What an estimate is multiplied by before it is shown'),
    ('token_estimation', 'speed_factor.claude-sonnet-4.6', '1.00', 'The model that the others are compared with'),
    ('token_estimation', 'speed_factor.claude-haiku-3.5', '0.50', 'Time per chunk, compared with claude-sonnet-4.6'),
    ('token_estimation', 'speed_factor.claude-opus-4', '1.80', 'Time per chunk, compared with claude-sonnet-4.6'),
    ('token_estimation', 'speed_factor.qwen3-235b', '0.90', 'Time per chunk, compared with claude-sonnet-4.6'),
    ('token_estimation', 'speed_factor.deepseek-v3', '1.20', 'Time per chunk, compared with claude-sonnet-4.6'),
    ('token_estimation', 'speed_factor.mistral-large', '0.80', 'Time per chunk, compared with claude-sonnet-4.6'),

    ('cost_controls', 'daily_spend_cap_usd', '600', 'Spent in one day at most; further jobs wait for the next'),
    ('cost_controls', 'spend_warning_pct', '80', 'Part of the daily cap at which the administrator is told, in percent'),
    ('cost_controls', 'max_cost_per_job_usd', '150', 'A job that is estimated higher needs an administrator'),
    ('cost_controls', 'max_tokens_per_job', '6000000', 'Input and output tokens of one job at most'),
    ('cost_controls', 'max_active_jobs', '3', 'Jobs that run at the same time'),
    ('cost_controls', 'max_queued_jobs', '12', 'Jobs that may wait; a further one is refused'),
    ('cost_controls', 'max_docs_per_request', '6', 'Documents of one request at most'),
    ('cost_controls', 'max_langs_per_request', '11', 'Target languages of one request at most'),
    ('cost_controls', 'max_doc_size_kb', '2048', 'Size of one document at most, in KB'),

    ('customer_pricing', 'markup_pct', '30', 'Added to the cost of a quote, in percent'),
    ('customer_pricing', 'infra_cost_per_pair_usd', '0.0200',
     'Storage, delivery and computing for one document in one language'),
    ('customer_pricing', 'minimum_charge_usd', '1.00', 'The lowest total of a quote'),
    ('customer_pricing', 'quote_validity_hours', '24', 'How long a quote can be accepted'),
    ('customer_pricing', 'tier_discount_factor.free', '1.00', 'What a quote is multiplied by for this tier'),
    ('customer_pricing', 'tier_discount_factor.pro', '0.95', 'What a quote is multiplied by for this tier'),
    ('customer_pricing', 'tier_discount_factor.enterprise', '0.90', 'What a quote is multiplied by for this tier'),
    ('customer_pricing', 'tier_discount_factor.unlimited', '0.90', 'What a quote is multiplied by for this tier'),
    ('customer_pricing', 'tier_discount_factor.lifetime', '0.90', 'What a quote is multiplied by for this tier'),
    ('customer_pricing', 'tier_discount_factor.partner', '0.85', 'What a quote is multiplied by for this tier'),

    ('batch_config', 's3_bucket', 'trinity-beast-translation-batches', 'Bucket of batch input and output'),
    ('batch_config', 's3_input_prefix', 'input/', 'Where the JSONL files of a batch are put'),
    ('batch_config', 's3_output_prefix', 'output/', 'Where Bedrock puts its answers'),
    -- No account has this number: until it is replaced, a batch is refused by AWS.
    ('batch_config', 'iam_role_arn', 'arn:aws:iam::000000000000:role/trinity-beast-bedrock-batch',
     'Role that Bedrock takes on to read and write the bucket'),
    ('batch_config', 'poll_interval_seconds', '33', 'How often the state of a batch is asked for'),
    ('batch_config', 'jsonl_max_records', '10000', 'Chunks in one JSONL file at most; what is more goes into the next'),
    ('batch_config', 'job_timeout_hours', '24', 'After this time Bedrock gives a batch up')
) AS parameters (category, name, value, description)
ON CONFLICT DO NOTHING;

-- The table has no unique key: a row is added where its model, region and kind of inference are absent (dictionary
-- TB-51). Every model can be called in us-east-2, where requests for a blocked region go.
INSERT INTO bedrock_model_catalog
  (friendly_name, display_name, bedrock_model_id, region, inference_type, priority, enabled, blocked, notes)
SELECT friendly_name, display_name, bedrock_model_id, region, inference_type, priority, enabled, blocked, notes
FROM (
  VALUES
    ('claude-sonnet-4.6', 'us-east-2', 'realtime', 1, true, false, 'The default model.'),
    ('claude-sonnet-4.6', 'us-east-1', 'realtime', 2, true, false, 'Failover.'),
    ('claude-sonnet-4.6', 'us-west-2', 'realtime', 3, true, false, 'Failover.'),
    ('claude-sonnet-4.6', 'us-east-2', 'batch', 1, true, false, ''),
    ('claude-haiku-3.5', 'us-east-2', 'realtime', 1, true, false, 'The fastest; for plain prose.'),
    ('claude-haiku-3.5', 'us-west-2', 'realtime', 2, true, false, 'Failover.'),
    ('claude-haiku-3.5', 'us-east-2', 'batch', 1, true, false, ''),
    ('claude-opus-4', 'us-east-2', 'realtime', 1, true, false, 'For documents that the default model fails on.'),
    ('claude-opus-4', 'us-west-2', 'realtime', 2, true, false, 'Failover.'),
    ('qwen3-235b', 'us-east-2', 'realtime', 1, true, false, ''),
    ('qwen3-235b', 'us-west-2', 'realtime', 2, true, false, 'Failover.'),
    ('qwen3-235b', 'us-east-2', 'batch', 1, true, false, ''),
    ('deepseek-v3', 'us-east-2', 'realtime', 1, true, false, ''),
    ('deepseek-v3', 'us-west-2', 'realtime', 2, true, false, 'Failover.'),
    ('mistral-large', 'us-east-2', 'realtime', 1, true, false, ''),
    ('nova-pro', 'us-east-2', 'realtime', 1, false, false, 'Off: drops HTML tags.'),
    -- These stand for every model in these regions. They are off as well, for readers that know only `enabled`.
    ('claude-sonnet-4.6', 'ca-central-1', 'realtime', 99, false, true, 'Never: goes to us-east-2 instead.'),
    ('claude-sonnet-4.6', 'ca-central-1', 'batch', 99, false, true, 'Never: goes to us-east-2 instead.'),
    ('claude-sonnet-4.6', 'ca-west-1', 'realtime', 99, false, true, 'Never: goes to us-east-2 instead.'),
    ('claude-sonnet-4.6', 'ca-west-1', 'batch', 99, false, true, 'Never: goes to us-east-2 instead.')
) AS entries (friendly_name, region, inference_type, priority, enabled, blocked, notes)
JOIN (
  VALUES
    ('claude-sonnet-4.6', 'Claude Sonnet 4.6', 'us.anthropic.claude-sonnet-4-6-20250514-v1:0'),
    ('claude-haiku-3.5', 'Claude Haiku 3.5', 'us.anthropic.claude-3-5-haiku-20241022-v1:0'),
    ('claude-opus-4', 'Claude Opus 4', 'us.anthropic.claude-opus-4-20250514-v1:0'),
    ('qwen3-235b', 'Qwen3 235B', 'qwen.qwen3-235b-a22b-2507-v1:0'),
    ('deepseek-v3', 'DeepSeek V3', 'deepseek.v3-v1:0'),
    ('mistral-large', 'Mistral Large', 'mistral.mistral-large-3-675b-instruct'),
    ('nova-pro', 'Nova Pro', 'amazon.nova-pro-v1:0')
) AS models (friendly_name, display_name, bedrock_model_id) USING (friendly_name)
WHERE NOT EXISTS (
  SELECT FROM bedrock_model_catalog AS known
  WHERE known.friendly_name = entries.friendly_name AND known.region = entries.region
    AND known.inference_type = entries.inference_type
);

-- English is what is translated from. The density columns start at their defaults and are tuned by the workers.
INSERT INTO language_profiles
  (lang_code, display_name, script_family, max_chunk_kb, max_code_tags, token_expansion_factor, max_retries,
   model_override, temperature, max_output_tokens, priority, notes)
VALUES
  ('es', 'Spanish', 'latin', 15, 81, 1.10, 1, NULL, 0.30, 4096, 1, NULL),
  ('fr', 'French', 'latin', 15, 81, 1.15, 1, NULL, 0.30, 4096, 2, NULL),
  ('de', 'German', 'latin', 15, 81, 1.20, 1, NULL, 0.30, 4096, 2, 'Long compounds; tables grow in width.'),
  ('pt', 'Portuguese', 'latin', 15, 81, 1.10, 1, NULL, 0.30, 4096, 3, NULL),
  ('ru', 'Russian', 'cyrillic', 12, 72, 1.25, 1, NULL, 0.30, 6144, 4, NULL),
  ('ja', 'Japanese', 'cjk', 9, 54, 1.30, 2, NULL, 0.20, 8192, 4, 'CJK models struggle with nested code blocks.'),
  ('ko', 'Korean', 'cjk', 9, 54, 1.30, 2, NULL, 0.20, 8192, 5, 'CJK models struggle with nested code blocks.'),
  ('zh', 'Chinese', 'cjk', 9, 54, 1.20, 2, NULL, 0.20, 8192, 4, 'Simplified characters. CJK models struggle with nested code blocks.'),
  ('ar', 'Arabic', 'arabic', 9, 54, 1.40, 2, NULL, 0.20, 8192, 5, 'Right to left; code and numbers stay left to right.'),
  ('hi', 'Hindi', 'indic', 9, 54, 1.60, 2, NULL, 0.20, 8192, 6, NULL),
  ('ur', 'Urdu', 'arabic', 6, 45, 1.60, 2, 'claude-sonnet-4.6', 0.20, 8192, 6,
   'Right to left. Stays with the default model, whichever one a job asks for.')
ON CONFLICT DO NOTHING;
