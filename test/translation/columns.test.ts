import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FieldDefinitionNode, Kind, type TypeNode } from 'graphql';
import { z } from 'zod';
import { camelCase, sql } from '../../platform/database.ts';
import { translation } from '../../subgraphs/translation/subgraph.ts';
import { type Ask, askSubgraph } from '../support/ask.ts';
import { insertFixtures, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { insertTranslationRows } from './translation-rows.ts';

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  await insertTranslationRows(services.database);
  ask = askSubgraph(translation, services);
});
afterAll(() => services.stop());

const Column = z.object({ name: z.string() });

const objects = translation.typeDefs.definitions.filter((each) => each.kind === Kind.OBJECT_TYPE_DEFINITION);
const fieldsOf = (type: string) => objects.find(({ name }) => name.value === type)?.fields ?? [];
const nameOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type));
const isPlain = ({ type }: FieldDefinitionNode) => !objects.some(({ name }) => name.value === nameOf(type));

/** `as` says which columns come under another name, or only as the entity that they name. */
test.each([
  ['translation_jobs', 'TranslationJob', 'translationJobs', { taskId: 'task', retryOf: 'retryOfJobId' }],
  ['translation_job_events', 'TranslationJobEvent', 'translationJobEvents', {}],
  ['translation_tasks', 'TranslationTask', 'translationTasks', {}],
  ['translation_quotes', 'TranslationQuote', 'translationQuotes', { apiKeyId: 'apiKey' }],
  ['translation_parameters', 'TranslationParameter', 'translationParameters', {}],
  ['bedrock_model_catalog', 'BedrockModel', 'bedrockModels', {}],
  ['language_profiles', 'LanguageProfile', 'languageProfiles', {}],
])('each column of %s is a field of %s, and can be read', async (table, type, list, as: Record<string, string>) => {
  const columns = await services.database.anyFirst(sql.type(Column)`
    SELECT column_name AS name FROM information_schema.columns WHERE table_name = ${table}`);
  const fields = fieldsOf(type).map(({ name }) => name.value);
  expect(columns.map(camelCase).filter((field) => !fields.includes(as[field] ?? field))).toEqual([]);

  const plain = fieldsOf(type).filter(isPlain);
  const { data, errors } = await ask(
    VIEWERS.admin,
    `{ ${list} { nodes { ${plain.map(({ name }) => name.value).join(' ')} } } }`,
  );
  expect(errors).toEqual([]);
  expect(data[list].nodes.length).toBeGreaterThan(0);
});
