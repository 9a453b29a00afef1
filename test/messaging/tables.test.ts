import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { messaging } from '../../subgraphs/messaging/subgraph.ts';
import { type Ask, askSubgraph, entity } from '../support/ask.ts';
import { insertFixtures, NEWSLETTERS, USERS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';

const id = (kind: string, number: number) => `${kind.repeat(8)}-3333-4000-8000-${String(number).padStart(12, '0')}`;
const names = Object.keys(VIEWERS) as (keyof typeof VIEWERS)[];

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  for (const statement of ROWS) await services.database.query(statement);
  ask = askSubgraph(messaging, services);
});
afterAll(() => services.stop());

const ROWS = [
  sql.unsafe`TRUNCATE email_senders, email_templates, email_translations, newsletter_templates`,
  sql.unsafe`
    INSERT INTO newsletter_translations (id, newsletter_id, lang, subject, body_html) VALUES
      (${id('1', 1)}, ${NEWSLETTERS.sent}, 'de', 'Verschickt', '<p>'), (${id('1', 2)}, ${NEWSLETTERS.sent}, 'ja', '発送', '<p>'),
      (${id('1', 3)}, ${NEWSLETTERS.draft}, 'fr', 'Brouillon', '<p>')`,
  sql.unsafe`
    INSERT INTO newsletter_subscribers (id, email, name, source, opt_out, subscribed_at) VALUES
      (${id('2', 1)}, 'Alice@example.com', 'alice cpmp', 'cpmp', true, '2026-01-01 00:00:00.000001+00'),
      (${id('2', 2)}, 'alice@example.com', 'alice tbi', 'tbi', false, '2026-01-01 00:00:00.000001+00'),
      (${id('2', 3)}, 'bob@example.com', 'bob', 'moon', NULL, '2026-01-02')`,
  sql.unsafe`
    INSERT INTO newsletter_templates (id, type, topic, name, content, created_at) VALUES
      (${id('3', 1)}, 'cpmp', 'general', 'monthly', '', '2026-01-01'), (${id('3', 2)}, 'tbi', 'prices', 'weekly', '', '2026-01-02')`,
  sql.unsafe`
    INSERT INTO email_senders (id, display_name, email, reply_to) VALUES
      (${id('4', 1)}, 'The mission', 'Mission@example.org', ''), (${id('4', 2)}, 'The beast', 'beast@example.org', '')`,
  sql.unsafe`
    INSERT INTO email_templates (id, topic, name, subject, content) VALUES
      (${id('5', 1)}, 'receipt', 'paid', 'Thank you', ''), (${id('5', 2)}, 'welcome', 'hello', 'Hello', ''),
      (${id('5', 3)}, 'receipt', 'paid', 'Thanks', '')`,
  sql.unsafe`
    INSERT INTO email_translations (id, template_name, lang, field_name, field_value) VALUES
      (${id('6', 1)}, 'paid', 'de', 'subject', 'Danke'), (${id('6', 2)}, 'paid', 'de', 'body', 'Wir danken'),
      (${id('6', 3)}, 'hello', 'fr', 'subject', 'Bonjour')`,
  sql.unsafe`
    INSERT INTO email_drafts (id, template_id, sender_id, subject, content, recipients, cc, bcc, status, created_at) VALUES
      (${id('7', 1)}, ${id('5', 1)}, ${id('4', 1)}, 'from a template', '', '[]', '', '', 'sent', '2026-01-01'),
      (${id('7', 2)}, NULL, NULL, 'freely', '', '[]', '', '', 'lost', '2026-01-02')`,
];

const forAdministrators = (rows: string[]) => ({
  ...Object.fromEntries(names.map((name) => [name, 'FORBIDDEN'])),
  nobody: 'UNAUTHENTICATED',
  admin: rows,
});

/** By list: how it names a row, and what each viewer sees of it, or the code that it is refused with. */
const LISTS: Record<string, { name: string; seen: Record<string, string[] | string> }> = {
  newsletterTranslations: {
    name: 'subject',
    seen: {
      ...Object.fromEntries(names.map((name) => [name, ['Verschickt', '発送']])),
      admin: ['Verschickt', 'Brouillon', '発送'],
    },
  },
  newsletterSubscriptions: {
    name: 'name',
    seen: {
      ...{ nobody: 'UNAUTHENTICATED', gateway: 'FORBIDDEN', demo: 'FORBIDDEN', partner: [] },
      ...{ alice: ['alice tbi', 'alice cpmp'], bob: ['bob'], admin: ['bob', 'alice tbi', 'alice cpmp'] },
    },
  },
  newsletterTemplates: { name: 'name', seen: forAdministrators(['weekly', 'monthly']) },
  emailSenders: { name: 'displayName', seen: forAdministrators(['The mission', 'The beast']) },
  emailTemplates: { name: 'subject', seen: forAdministrators(['Hello', 'Thank you', 'Thanks']) },
  emailTranslations: { name: 'fieldValue', seen: forAdministrators(['Bonjour', 'Wir danken', 'Danke']) },
  emailDrafts: { name: 'subject', seen: forAdministrators(['freely', 'from a template']) },
};

describe.each(Object.entries(LISTS))('%s', (list, { name, seen }) => {
  test.each(names)('%s', async (viewer) => {
    const { data, errors } = await ask(VIEWERS[viewer], `{ ${list} { nodes { ${name} } totalCount } }`);
    const found = data?.[list];
    expect(errors[0] ?? found.nodes.map((node: Record<string, string>) => node[name])).toEqual(seen[viewer]);
    if (found) expect(found.totalCount).toBe(found.nodes.length);
  });
});

test.each([
  ['newsletters', 'status: [ARCHIVED]', ['Archived']],
  ['newsletters', 'type: [TBI]', []],
  ['newsletters', 'sentAt: { from: "2026-01-01T00:00:00Z", before: "2026-02-01T00:00:00Z" }', ['Sent']],
  ['newsletterTranslations', `newsletterId: "${NEWSLETTERS.draft}"`, ['Brouillon']],
  ['newsletterTranslations', 'lang: ["ja", "fr"]', ['Brouillon', '発送']],
  ['newsletterSubscriptions', 'source: [TBI]', ['alice tbi']],
  ['newsletterSubscriptions', 'email: "ALICE@example.com", optOut: true', ['alice cpmp']],
  ['newsletterSubscriptions', 'subscribedAt: { from: "2026-01-02T00:00:00Z" }', ['bob']],
  ['newsletterTemplates', 'type: [CPMP]', ['monthly']],
  ['newsletterTemplates', 'topic: "prices"', ['weekly']],
  ['emailSenders', 'email: "mission@EXAMPLE.org"', ['The mission']],
  ['emailTemplates', 'topic: "welcome"', ['Hello']],
  ['emailTemplates', 'name: "paid"', ['Thank you', 'Thanks']],
  ['emailTranslations', 'templateName: "paid", fieldName: "body"', ['Wir danken']],
  ['emailTranslations', 'lang: ["fr"]', ['Bonjour']],
  ['emailDrafts', 'status: [SENT, FAILED]', ['from a template']],
  ['emailDrafts', `templateId: "${id('5', 1)}", senderId: "${id('4', 1)}"`, ['from a template']],
  ['emailDrafts', 'createdAt: { from: "2026-01-02T00:00:00Z" }', ['freely']],
])('%s by %s', async (list, filter, expected) => {
  const name = LISTS[list]?.name ?? 'title';
  const { data, errors } = await ask(VIEWERS.admin, `{ ${list}(filter: { ${filter} }) { nodes { ${name} } } }`);
  expect({ errors, seen: data[list].nodes.map((node: Record<string, string>) => node[name]) }).toEqual({
    errors: [],
    seen: expected,
  });
});

test.each([
  ['newsletters', 'SENT_AT'],
  ['newsletterTranslations', 'LANG'],
  ['newsletterSubscriptions', 'SUBSCRIBED_AT'],
  ['newsletterTemplates', 'CREATED_AT'],
  ['emailSenders', 'EMAIL'],
  ['emailTemplates', 'NAME'],
  ['emailTranslations', 'TEMPLATE'],
  ['emailDrafts', 'CREATED_AT'],
])('%s by %s, row by row: one way is the other backwards', async (list, order) => {
  const walk = async (orderBy: string) => {
    const walked: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { data } = await ask(
        VIEWERS.admin,
        `query ($after: String) { ${list}(first: 1, after: $after, orderBy: ${orderBy}) { nodes { id } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      walked.push(data[list].nodes[0].id);
      [after, more] = [data[list].pageInfo.endCursor, data[list].pageInfo.hasNextPage];
    }
    return walked;
  };
  const down = await walk(`${order}_DESC`);
  expect(down.length).toBeGreaterThan(1);
  expect(await walk(`${order}_ASC`)).toEqual(down.toReversed());
});

describe('what hangs on something else', () => {
  test('a newsletter and its languages', async () => {
    const { data, statements } = await ask(
      VIEWERS.nobody,
      `{ newsletter(id: "${NEWSLETTERS.sent}") { translations { totalCount nodes { lang newsletter { title } } } } }`,
    );
    expect(data.newsletter.translations).toEqual({
      totalCount: 2,
      nodes: [
        { lang: 'de', newsletter: { title: 'Sent' } },
        { lang: 'ja', newsletter: { title: 'Sent' } },
      ],
    });
    expect(statements).toEqual([
      'messaging.newslettersById',
      'messaging.newsletterTranslationsByNewsletterId',
      'messaging.newsletterTranslationsByNewsletterIdCount',
      'messaging.newslettersById',
    ]);
  });

  test('drafts, templates, senders and translations, a statement for each', async () => {
    const { data, statements } = await ask(
      VIEWERS.admin,
      `{ emailDrafts { nodes { subject
        sender { displayName drafts { nodes { subject } } }
        template { subject translations { nodes { fieldName templates { nodes { subject } } } } drafts { totalCount } } } } }`,
    );
    expect(data.emailDrafts.nodes).toEqual([
      { subject: 'freely', sender: null, template: null },
      {
        subject: 'from a template',
        sender: { displayName: 'The mission', drafts: { nodes: [{ subject: 'from a template' }] } },
        template: {
          subject: 'Thank you',
          translations: {
            nodes: ['body', 'subject'].map((fieldName) => ({
              fieldName,
              templates: { nodes: [{ subject: 'Thank you' }, { subject: 'Thanks' }] },
            })),
          },
          drafts: { totalCount: 1 },
        },
      },
    ]);
    expect(statements.length).toBe(new Set(statements).size);
  });

  test.each([
    ['NewsletterTranslation', { newsletterId: NEWSLETTERS.sent, lang: 'ja' }, 'subject', { subject: '発送' }, '発送'],
    ['NewsletterTranslation', { id: id('1', 3) }, 'subject', null, { subject: 'Brouillon' }],
    ['NewsletterSubscription', { id: id('2', 1) }, 'name optOut', { name: 'alice cpmp', optOut: true }, 'alice cpmp'],
    ['NewsletterSubscription', { email: 'bob@example.com', source: 'MOON' }, 'source', null, { source: 'OTHER' }],
    ['NewsletterTemplate', { id: id('3', 1) }, 'name', null, { name: 'monthly' }],
    ['EmailSender', { email: 'MISSION@example.org' }, 'displayName', null, { displayName: 'The mission' }],
    ['EmailSender', { id: id('4', 2) }, 'displayName', null, { displayName: 'The beast' }],
    ['EmailTemplate', { id: id('5', 2) }, 'name', null, { name: 'hello' }],
    ['EmailTranslation', { templateName: 'paid', lang: 'de', fieldName: 'body' }, 'id', null, { id: id('6', 2) }],
    ['EmailTranslation', { id: id('6', 3) }, 'fieldValue', null, { fieldValue: 'Bonjour' }],
    ['EmailDraft', { id: id('7', 2) }, 'status', null, { status: 'OTHER' }],
  ])('%s %j, to Alice and to an administrator', async (type, key, fields, toAlice, toAdmin) => {
    const alice = await ask(VIEWERS.alice, ...entity(type, key, fields));
    expect([alice.errors, alice.data._entities]).toEqual([[], [toAlice]]);
    const admin = await ask(VIEWERS.admin, ...entity(type, key, fields));
    expect([admin.errors, admin.data._entities]).toEqual([[], [typeof toAdmin === 'string' ? toAlice : toAdmin]]);
  });

  test('subscriptions of fifty accounts, in one statement', async () => {
    const of = [
      ...Array.from({ length: 49 }, (_, index) => ({ id: id('9', index), email: `u${index}@example.com` })),
      { id: USERS.alice, email: 'ALICE@example.com' },
    ];
    const { data, statements } = await ask(
      VIEWERS.admin,
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { newsletterSubscriptions { nodes { name } } } } }',
      { of: of.map((user) => ({ __typename: 'User', ...user })) },
    );
    expect(data._entities[0].newsletterSubscriptions.nodes).toEqual([]);
    expect(data._entities[49].newsletterSubscriptions.nodes).toEqual([{ name: 'alice tbi' }, { name: 'alice cpmp' }]);
    expect(statements).toEqual(['messaging.newsletterSubscriptionsByEmail']);
  });
});

test.each([
  ['newsletter(id: "1") { id }', 'BAD_USER_INPUT id'],
  ['emailDraft(id: "1") { id }', 'BAD_USER_INPUT id'],
  ['emailDrafts(filter: { senderId: "1" }) { nodes { id } }', 'BAD_USER_INPUT filter.senderId'],
  ['emailDrafts(first: 101) { nodes { id } }', 'BAD_USER_INPUT first'],
])('%s is refused', async (source, error) => {
  expect((await ask(VIEWERS.admin, `{ it: ${source} }`)).errors).toEqual([error]);
});

test('look-ups by address, and of what is not there', async () => {
  const { data, errors } = await ask(
    VIEWERS.admin,
    `{ a: emailSenderByEmail(email: "mission@Example.org") { displayName } b: emailSenderByEmail(email: "x") { id }
      c: emailDraft(id: "${id('9', 9)}") { id } d: newsletter(id: "${id('9', 9)}") { id } }`,
  );
  expect({ data, errors }).toEqual({
    data: { a: { displayName: 'The mission' }, b: null, c: null, d: null },
    errors: [],
  });
});
