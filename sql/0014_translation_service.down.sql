DROP TABLE
  language_profiles,
  bedrock_model_catalog,
  translation_parameters,
  translation_quotes,
  translation_job_events;
