import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { translation } from '../../subgraphs/translation/subgraph.ts';
import { type Ask, askSubgraph, entity } from '../support/ask.ts';
import { insertFixtures, JOBS, KEYS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { BIG, insertTranslationRows, job } from './translation-rows.ts';

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  await insertTranslationRows(services.database);
  ask = askSubgraph(translation, services);
});
afterAll(() => services.stop());

const names = Object.keys(VIEWERS) as (keyof typeof VIEWERS)[];
type Seen = Record<(typeof names)[number], string[] | string>;

const owned = (rows: Pick<Seen, 'partner' | 'alice' | 'bob' | 'admin'>): Seen => ({
  nobody: 'UNAUTHENTICATED',
  gateway: 'FORBIDDEN',
  demo: 'FORBIDDEN',
  ...rows,
});
const shared = (rows: string[], admin: string[]): Seen => ({
  ...{ nobody: rows, gateway: rows, demo: rows, partner: rows, alice: rows, bob: rows },
  admin,
});

interface Table {
  type: string;
  /** The list, and the field that names its rows in `seen`. */
  list: string;
  name: string;
  seen: Seen;
  /** The look-up, by the argument of this name. */
  one: string;
  by: string;
  /** Each key of the type: the key that a row of this name has. */
  keys: Record<string, Record<string, string>>;
}

const jobIds = {
  ...{ 'JOB-1': JOBS.alice, 'JOB-2': JOBS.aliceRetry, 'JOB-3': JOBS.bob, 'JOB-4': JOBS.internal },
  ...{ 'JOB-5': job(5), 'JOB-6': job(6), 'JOB-7': job(7) },
};
const itself = (rows: string[]) => Object.fromEntries(rows.map((row) => [row, row]));
const events = ['1', '2', '3', '4', '5', '6', BIG];
const parameters = ['batch', 'cost_controls.cap', 'general.Z', 'general.a', 'markup', 'odd', 'rate', 'tokens'];

const TABLES: Table[] = [
  {
    ...{ type: 'TranslationJob', list: 'translationJobs', name: 'jobId', one: 'translationJobByJobId', by: 'jobId' },
    seen: owned({
      ...{ partner: ['JOB-5'], alice: ['JOB-6', 'JOB-2', 'JOB-1'], bob: ['JOB-3'] },
      admin: ['JOB-7', 'JOB-6', 'JOB-5', 'JOB-4', 'JOB-3', 'JOB-2', 'JOB-1'],
    }),
    keys: { id: jobIds, jobId: itself(Object.keys(jobIds)) },
  },
  {
    ...{ type: 'TranslationJobEvent', list: 'translationJobEvents', name: 'id', one: 'translationJobEvent', by: 'id' },
    seen: owned({ partner: ['5'], alice: ['6', '2', '1'], bob: ['3'], admin: events.toReversed() }),
    keys: { id: itself(events) },
  },
  {
    ...{
      type: 'TranslationTask',
      list: 'translationTasks',
      name: 'taskId',
      one: 'translationTaskByTaskId',
      by: 'taskId',
    },
    seen: owned({
      ...{ partner: ['TASK-PARTNER'], alice: ['TASK-ALICE'], bob: ['TASK-ODD', 'TASK-BOB'] },
      admin: ['TASK-ODD', 'TASK-PARTNER', 'TASK-INTERNAL', 'TASK-BOB', 'TASK-ALICE'],
    }),
    keys: {
      id: { 'TASK-PARTNER': '1001', 'TASK-ODD': BIG },
      taskId: itself(['TASK-ODD', 'TASK-PARTNER', 'TASK-INTERNAL', 'TASK-BOB', 'TASK-ALICE']),
    },
  },
  {
    ...{
      type: 'TranslationQuote',
      list: 'translationQuotes',
      name: 'quoteId',
      one: 'translationQuoteByQuoteId',
      by: 'quoteId',
    },
    seen: owned({
      ...{ partner: ['Q-P1'], alice: ['Q-X1', 'Q-A2', 'Q-A1'], bob: ['Q-B1'] },
      admin: ['Q-Z1', 'Q-X1', 'Q-D1', 'Q-P1', 'Q-B1', 'Q-A2', 'Q-A1'],
    }),
    keys: {
      id: { 'Q-A1': '1', 'Q-A2': '2', 'Q-B1': '3', 'Q-P1': '4', 'Q-D1': '5', 'Q-X1': '6', 'Q-Z1': BIG },
      quoteId: itself(['Q-A1', 'Q-A2', 'Q-B1', 'Q-P1', 'Q-D1', 'Q-X1', 'Q-Z1']),
    },
  },
  {
    ...{ type: 'TranslationParameter', list: 'translationParameters', name: 'key', one: 'translationParameter' },
    by: 'key',
    seen: owned({ partner: 'FORBIDDEN', alice: 'FORBIDDEN', bob: 'FORBIDDEN', admin: parameters }),
    keys: { key: itself(parameters) },
  },
  {
    ...{ type: 'BedrockModel', list: 'bedrockModels', name: 'id', one: 'bedrockModel', by: 'id' },
    seen: shared(['1', '3', '2', '6'], ['4', '1', '3', '5', '2', '6']),
    keys: { id: itself(['1', '2', '3', '4', '5', '6']) },
  },
  {
    ...{ type: 'LanguageProfile', list: 'languageProfiles', name: 'langCode', one: 'languageProfile', by: 'langCode' },
    seen: shared(['ar', 'de', 'el', 'hi', 'ja', 'ru'], ['ar', 'de', 'el', 'hi', 'ja', 'ru', 'xx']),
    keys: { langCode: itself(['ar', 'de', 'el', 'hi', 'ja', 'ru', 'xx']) },
  },
];

describe.each(TABLES)('$list', ({ type, list, name, seen, one, by, keys }) => {
  test.each(names)('%s', async (viewer) => {
    const { data, errors } = await ask(VIEWERS[viewer], `{ ${list} { nodes { ${name} } totalCount } }`);
    const found = data?.[list];
    expect(errors[0] ?? found.nodes.map((node: Record<string, string>) => node[name])).toEqual(seen[viewer]);
    if (found) expect(found.totalCount).toBe(found.nodes.length);
  });

  test.each(names)('%s looks each of them up', async (viewer) => {
    const sees = seen[viewer];
    for (const [row, key] of Object.entries(keys[by] ?? {})) {
      const { data, errors } = await ask(VIEWERS[viewer], `{ ${one}(${by}: "${key}") { ${name} } }`);
      const expected = typeof sees === 'string' ? sees : sees.includes(row) ? row : null;
      expect([row, errors[0] ?? data[one]?.[name] ?? null]).toEqual([row, expected]);
    }
  });

  test.each(names)('%s refers to each of them, past every parent', async (viewer) => {
    const sees = seen[viewer];
    for (const [field, rows] of Object.entries(keys)) {
      for (const [row, key] of Object.entries(rows)) {
        const { data, errors } = await ask(VIEWERS[viewer], ...entity(type, { [field]: key }, name));
        const expected = sees.includes(row) && typeof sees !== 'string' ? { [name]: row } : null;
        expect({ row, errors, found: data._entities[0] }).toEqual({ row, errors: [], found: expected });
      }
    }
  });

  test('an unknown one is null, an impossible one is refused', async () => {
    const unknown = by === 'id' ? '999' : 'none';
    expect(await ask(VIEWERS.admin, `{ ${one}(${by}: "${unknown}") { ${name} } }`)).toMatchObject({
      data: { [one]: null },
      errors: [],
    });
    const impossible = by === 'id' ? ['x', '1.5', '9223372036854775808', ''] : ['a\0'];
    for (const value of impossible) {
      const document = `query ($key: ${by === 'id' ? 'ID' : 'String'}!) { ${one}(${by}: $key) { ${name} } }`;
      expect((await ask(VIEWERS.admin, document, { key: value })).errors).toEqual([`BAD_USER_INPUT ${by}`]);
    }
  });

  test('a malformed key is not found, and takes nothing from those it was gathered with', async () => {
    for (const [field, rows] of Object.entries(keys)) {
      const [[row, key] = []] = Object.entries(rows);
      const { data, errors } = await ask(
        VIEWERS.admin,
        `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${name} } } }`,
        { of: ['\0', key, 'none'].map((each) => ({ __typename: type, [field]: each })) },
      );
      expect({ errors, found: data._entities }).toEqual({ errors: [], found: [null, { [name]: row }, null] });
    }
  });
});

describe('what hangs on entities of other subgraphs', () => {
  const quotesOf = (id: string) => entity('ApiKey', { id }, 'translationQuotes { nodes { quoteId } totalCount }');

  test.each(names)('%s sees the quotes of keys', async (viewer) => {
    const owner = { alice: ['alice', 'aliceToo'], bob: ['bob'], partner: ['partner'] } as Record<string, string[]>;
    const quotes = { alice: 'Q-A1', aliceToo: 'Q-A2', bob: 'Q-B1', partner: 'Q-P1', demo: 'Q-D1' };
    for (const [key, quoteId] of Object.entries(quotes)) {
      const { data, errors } = await ask(VIEWERS[viewer], ...quotesOf(KEYS[key as keyof typeof KEYS]));
      const nodes = viewer === 'admin' || owner[viewer]?.includes(key) ? [{ quoteId }] : [];
      expect({ errors, ...data._entities[0].translationQuotes }).toEqual({
        ...{ errors: [], nodes },
        totalCount: nodes.length,
      });
    }
  });

  test('a key itself opens nothing, though a quote may hold it', async () => {
    const { data } = await ask(VIEWERS.admin, ...quotesOf('alice-secret-key-0001'));
    expect(data._entities[0].translationQuotes).toEqual({ nodes: [], totalCount: 0 });
  });

  test.each(names)('%s sees what was ordered from an address, in any case', async (viewer) => {
    const seen: Record<string, [jobs: string[], tasks: string[], quotes: string[]]> = {
      alice: [['JOB-6', 'JOB-2', 'JOB-1'], ['TASK-ALICE'], ['Q-X1', 'Q-A1']],
      bob: [['JOB-3'], ['TASK-ODD', 'TASK-BOB'], []],
    };
    for (const person of ['alice', 'bob']) {
      const { data, errors } = await ask(
        VIEWERS[viewer],
        ...entity(
          'User',
          { email: `${person}@EXAMPLE.com` },
          `translationJobs { nodes { jobId } totalCount }
           translationTasks { nodes { taskId } totalCount }
           translationQuotes { nodes { quoteId } totalCount }`,
        ),
      );
      const [jobs, tasks, quotes] = (viewer === 'admin' || viewer === person ? seen[person] : null) ?? [[], [], []];
      expect({ errors, user: data._entities[0] }).toEqual({
        errors: [],
        user: {
          translationJobs: { nodes: jobs.map((jobId) => ({ jobId })), totalCount: jobs.length },
          translationTasks: { nodes: tasks.map((taskId) => ({ taskId })), totalCount: tasks.length },
          translationQuotes: { nodes: quotes.map((quoteId) => ({ quoteId })), totalCount: quotes.length },
        },
      });
    }
  });

  test.each(names)('%s sees of models and languages their own jobs, quotes and events alone', async (viewer) => {
    const own: Record<string, string[][]> = {
      partner: [['JOB-5'], ['Q-P1'], ['5']],
      alice: [['JOB-6'], ['Q-A1'], ['6']],
      bob: [[], ['Q-B1'], []],
      admin: [
        ['JOB-6', 'JOB-5'],
        ['Q-P1', 'Q-B1', 'Q-A1'],
        ['6', '5'],
      ],
    };
    const { data, errors } = await ask(
      VIEWERS[viewer],
      `{ languageProfile(langCode: "ja") {
        translationJobs { nodes { jobId } } translationQuotes { nodes { quoteId } } translationJobEvents { nodes { id } }
      } }`,
    );
    const { translationJobs, translationQuotes, translationJobEvents } = data.languageProfile;
    const seen = [
      translationJobs.nodes.map(({ jobId }: { jobId: string }) => jobId),
      translationQuotes.nodes.map(({ quoteId }: { quoteId: string }) => quoteId),
      translationJobEvents.nodes.map(({ id }: { id: string }) => id),
    ];
    expect({ errors, seen }).toEqual({ errors: [], seen: own[viewer] ?? [[], [], []] });
  });
});

describe('columns that are not for everybody', () => {
  const asked = `{
    bedrockModel(id: "1") { bedrockModelId notes region }
    languageProfile(langCode: "de") { notes displayName }
  }`;
  test.each(names)('%s', async (viewer) => {
    const { data } = await ask(VIEWERS[viewer], asked);
    const admin = viewer === 'admin';
    expect(data).toEqual({
      bedrockModel: {
        bedrockModelId: admin ? 'us.sonnet' : null,
        notes: admin ? 'Default' : null,
        region: 'us-east-2',
      },
      languageProfile: { notes: admin ? 'Long words' : null, displayName: 'German' },
    });
  });

  test('a key that stands where its identifier belongs is shown to nobody', async () => {
    for (const viewer of [VIEWERS.alice, VIEWERS.admin]) {
      const { data, errors } = await ask(viewer, '{ translationQuoteByQuoteId(quoteId: "Q-X1") { apiKey { id } } }');
      expect({ data, errors }).toEqual({ data: { translationQuoteByQuoteId: { apiKey: null } }, errors: [] });
    }
  });
});
