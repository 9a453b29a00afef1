import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { messaging } from '../../subgraphs/messaging/subgraph.ts';
import { type Ask, askSubgraph, entity } from '../support/ask.ts';
import { insertFixtures, NEWSLETTERS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  ask = askSubgraph(messaging, services);
});
afterAll(() => services.stop());

const names = Object.keys(VIEWERS) as (keyof typeof VIEWERS)[];
const FIELDS = 'title subscriberCount openRate metadata';
const SENT = { title: 'Sent', subscriberCount: 100, openRate: 41.5, metadata: { campaign: 'winter' } };
const SENT_IN_PUBLIC = { title: 'Sent', subscriberCount: null, openRate: null, metadata: null };

test.each(names)('newsletters as %s', async (name) => {
  const { data, errors } = await ask(VIEWERS[name], `{ newsletters { nodes { ${FIELDS} } totalCount } }`);
  expect(errors).toEqual([]);
  if (name === 'admin') {
    const titles = data.newsletters.nodes.map((newsletter: { title: string }) => newsletter.title);
    expect(titles).toEqual(['Draft', 'Planned', 'Sent', 'Archived']);
    expect(data.newsletters.nodes).toContainEqual(SENT);
  } else {
    expect(data.newsletters).toEqual({ nodes: [SENT_IN_PUBLIC], totalCount: 1 });
  }
});

test.each(names)('entities as %s', async (name) => {
  const seen = async (id: string) => {
    const { data, errors } = await ask(VIEWERS[name], ...entity('Newsletter', { id }, FIELDS));
    expect(errors).toEqual([]);
    return data._entities[0];
  };
  expect(await seen(NEWSLETTERS.sent)).toEqual(name === 'admin' ? SENT : SENT_IN_PUBLIC);
  for (const hidden of [NEWSLETTERS.archived, NEWSLETTERS.draft, NEWSLETTERS.planned]) {
    expect((await seen(hidden)) !== null).toBe(name === 'admin');
  }
});

test('a walk past a newsletter without a time and one at the end of time', async () => {
  const walked: string[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const { data } = await ask(
      VIEWERS.admin,
      'query ($after: String) { newsletters(first: 1, after: $after) { nodes { title sentAt } pageInfo { hasNextPage endCursor } } }',
      { after },
    );
    walked.push(data.newsletters.nodes[0].title);
    after = data.newsletters.pageInfo.endCursor;
    more = data.newsletters.pageInfo.hasNextPage;
  }
  expect(walked).toEqual(['Draft', 'Planned', 'Sent', 'Archived']);
});

test('a malformed key is not found, and takes nothing from those it was gathered with', async () => {
  const { data, errors } = await ask(
    VIEWERS.nobody,
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Newsletter { id } } }',
    { of: [NEWSLETTERS.sent, 'one'].map((id) => ({ __typename: 'Newsletter', id })) },
  );
  expect({ data, errors }).toEqual({ data: { _entities: [{ id: NEWSLETTERS.sent }, null] }, errors: [] });
});
