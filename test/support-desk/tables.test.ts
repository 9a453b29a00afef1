import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { support } from '../../subgraphs/support/subgraph.ts';
import { type Ask, askSubgraph, entity } from '../support/ask.ts';
import { insertFixtures, KEYS, TICKETS, USERS, VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';

const id = (kind: string, number: number) => `${kind.repeat(8)}-1111-4000-8000-${String(number).padStart(12, '0')}`;
const names = Object.keys(VIEWERS) as (keyof typeof VIEWERS)[];

let services: TestServices;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  for (const statement of ROWS) await services.database.query(statement);
  ask = askSubgraph(support, services);
});
afterAll(() => services.stop());

const ROWS = [
  sql.unsafe`DELETE FROM error_messages`,
  sql.unsafe`
    INSERT INTO error_messages (message_key, lang, message) VALUES
      ('rate_limited', 'en', 'Slow down.'), ('rate_limited', 'de', 'Langsamer.'), ('invalid_api_key', 'en', 'Who?')`,
  sql.unsafe`
    INSERT INTO support_replies (id, ticket_id, author, author_type, message, is_internal, created_at) VALUES
      (${id('1', 1)}, ${TICKETS.alice[0]}, 'Desk', 'admin', 'Have you tried?', false, '2026-02-01 09:00:00.000001+00'),
      (${id('1', 2)}, ${TICKETS.alice[0]}, 'Alice', 'customer', 'Yes.', false, '2026-02-01 09:00:00.000001+00'),
      (${id('1', 3)}, ${TICKETS.alice[0]}, 'Desk', 'admin', 'A difficult one', true, '2026-02-01 09:00:00.000002+00'),
      (${id('1', 4)}, ${TICKETS.bob[0]}, 'Robot', 'bot', 'Beep', false, '2026-02-03')`,
  sql.unsafe`
    INSERT INTO partner_applications (id, company_name, contact_name, contact_email, aws_account_id, aws_region,
      connection_type, status, reviewer_notes, api_key_id, created_at) VALUES
      (${id('2', 1)}, 'Alice Ltd', 'Alice', 'Alice@Example.com', '111122223333', 'us-east-2', 'privatelink', 'approved',
        'Sound', ${KEYS.alice}, '2026-01-01'),
      (${id('2', 2)}, 'Bob Ltd', 'Bob', 'bob@example.com', '444455556666', 'eu-west-1', 'VPN', 'on hold', 'Hm', NULL,
        '2026-01-02')`,
  sql.unsafe`
    INSERT INTO demo_leads (id, email, client_ip, created_at) VALUES
      (${id('3', 1)}, 'lead@example.org', '192.0.2.1', '2026-01-01'),
      (${id('3', 2)}, 'Lead@Example.org', '192.0.2.2', '2026-01-02')`,
  sql.unsafe`
    INSERT INTO map_pins (id, type, lat, lng, status, date, media_urls) VALUES
      (${id('4', 1)}, 'medical', 9.0820000000000007, -8.6753, 'active', '2026-01-01', '["https://example.org/1"]'),
      (${id('4', 2)}, 'word-of-life', NULL, NULL, 'ACTIVE', NULL, DEFAULT),
      (${id('4', 3)}, 'training', 0, 0, 'archived', '2026-01-03', DEFAULT)`,
];

/** By list: how it names a row, and what each viewer sees of it, or the code that it is refused with. */
const LISTS: Record<string, { name: string; seen: Record<(typeof names)[number], string[] | string> }> = {
  supportReplies: {
    name: 'message',
    seen: {
      ...{ nobody: 'UNAUTHENTICATED', gateway: 'FORBIDDEN', demo: 'FORBIDDEN', partner: [] },
      ...{ alice: ['Have you tried?', 'Yes.'], bob: ['Beep'] },
      admin: ['Have you tried?', 'Yes.', 'A difficult one', 'Beep'],
    },
  },
  errorMessages: {
    name: 'message',
    seen: sameForAll(['Who?', 'Slow down.', 'Langsamer.']),
  },
  partnerApplications: {
    name: 'companyName',
    seen: {
      ...{ nobody: 'UNAUTHENTICATED', gateway: 'FORBIDDEN', demo: 'FORBIDDEN', partner: [] },
      ...{ alice: ['Alice Ltd'], bob: ['Bob Ltd'], admin: ['Bob Ltd', 'Alice Ltd'] },
    },
  },
  demoLeads: {
    name: 'email',
    seen: {
      ...sameForAll('FORBIDDEN'),
      nobody: 'UNAUTHENTICATED',
      admin: ['Lead@Example.org', 'lead@example.org'],
    },
  },
  mapPins: {
    name: 'type',
    seen: { ...sameForAll(['WORD_OF_LIFE', 'MEDICAL']), admin: ['WORD_OF_LIFE', 'TRAINING', 'MEDICAL'] },
  },
};

function sameForAll<Seen>(seen: Seen) {
  return Object.fromEntries(names.map((name) => [name, seen])) as Record<(typeof names)[number], Seen>;
}

describe.each(Object.entries(LISTS))('%s', (list, { name, seen }) => {
  test.each(names)('%s', async (viewer) => {
    const { data, errors } = await ask(VIEWERS[viewer], `{ ${list} { nodes { ${name} } totalCount } }`);
    const found = data?.[list];
    expect(errors[0] ?? found.nodes.map((node: Record<string, string>) => node[name])).toEqual(seen[viewer]);
    if (found) expect(found.totalCount).toBe(found.nodes.length);
  });
});

describe('filters and orders', () => {
  test.each([
    ['supportTickets', 'status: [NEW]', ['Mine', 'Third', 'Second', 'First']],
    ['supportTickets', 'status: [OPEN, CLOSED]', []],
    ['supportTickets', 'category: [API_ACCESS]', []],
    ['supportTickets', 'email: "BOB@example.com"', ['Mine']],
    ['supportTickets', 'createdAt: { from: "2026-02-01T08:00:00.000002Z", before: "2026-02-02T00:00:00Z" }', ['Third']],
    ['supportReplies', `ticketId: "${TICKETS.bob[0]}"`, ['Beep']],
    ['supportReplies', 'createdAt: { from: "2026-02-02T00:00:00Z" }', ['Beep']],
    ['errorMessages', 'lang: ["de", "fr"]', ['Langsamer.']],
    ['errorMessages', 'messageKey: "invalid_api_key"', ['Who?']],
    ['partnerApplications', 'status: [APPROVED]', ['Alice Ltd']],
    ['partnerApplications', 'contactEmail: "alice@example.com"', ['Alice Ltd']],
    ['partnerApplications', 'createdAt: { before: "2026-01-02T00:00:00Z" }', ['Alice Ltd']],
    ['demoLeads', 'email: "LEAD@example.org", clientIp: "192.0.2.1"', ['lead@example.org']],
    ['demoLeads', 'createdAt: { from: "2026-01-02T00:00:00Z" }', ['Lead@Example.org']],
    ['mapPins', 'type: [WORD_OF_LIFE, TRAINING]', ['WORD_OF_LIFE', 'TRAINING']],
    ['mapPins', 'status: [ARCHIVED]', ['TRAINING']],
    ['mapPins', 'date: { before: "2026-01-02T00:00:00Z" }', ['MEDICAL']],
  ])('%s by %s', async (list, filter, expected) => {
    const name = LISTS[list]?.name ?? 'subject';
    const { data, errors } = await ask(VIEWERS.admin, `{ ${list}(filter: { ${filter} }) { nodes { ${name} } } }`);
    expect({ errors, seen: data[list].nodes.map((node: Record<string, string>) => node[name]) }).toEqual({
      errors: [],
      seen: expected,
    });
  });

  test.each([
    ['supportTickets', 'CREATED_AT'],
    ['supportReplies', 'CREATED_AT'],
    ['errorMessages', 'MESSAGE_KEY'],
    ['partnerApplications', 'CREATED_AT'],
    ['demoLeads', 'CREATED_AT'],
    ['mapPins', 'DATE'],
  ])('%s by %s: one way is the other backwards', async (list, order) => {
    const { data } = await ask(
      VIEWERS.admin,
      `{ up: ${list}(orderBy: ${order}_ASC) { nodes { id } } down: ${list}(orderBy: ${order}_DESC) { nodes { id } } }`,
    );
    expect(data.up.nodes.length).toBeGreaterThan(1);
    expect(data.down.nodes).toEqual(data.up.nodes.toReversed());
  });

  test('a malformed one is refused by the name of its argument', async () => {
    const { errors } = await ask(VIEWERS.admin, '{ supportReplies(filter: { ticketId: "TKT" }) { nodes { id } } }');
    expect(errors).toEqual(['BAD_USER_INPUT filter.ticketId']);
  });
});

describe('one row', () => {
  test.each([
    [
      `mapPin(id: "${id('4', 1)}") { lat lng mediaUrls }`,
      VIEWERS.nobody,
      { lat: '9.082', lng: '-8.6753', mediaUrls: ['https://example.org/1'] },
    ],
    [`mapPin(id: "${id('4', 3)}") { id }`, VIEWERS.nobody, null],
    [`mapPin(id: "${id('4', 3)}") { status }`, VIEWERS.admin, { status: 'ARCHIVED' }],
    [
      'errorMessageByKey(messageKey: "rate_limited", lang: "de") { message }',
      VIEWERS.nobody,
      { message: 'Langsamer.' },
    ],
    ['errorMessageByKey(messageKey: "rate_limited") { message }', VIEWERS.nobody, { message: 'Slow down.' }],
    ['errorMessageByKey(messageKey: "de", lang: "rate_limited") { message }', VIEWERS.nobody, null],
    [
      `partnerApplication(id: "${id('2', 1)}") { apiKey { id } reviewerNotes }`,
      VIEWERS.alice,
      { apiKey: { id: KEYS.alice }, reviewerNotes: null },
    ],
    [`partnerApplication(id: "${id('2', 1)}") { apiKey { id } }`, VIEWERS.bob, null],
    [
      `partnerApplication(id: "${id('2', 2)}") { connectionType status reviewerNotes apiKey { id } }`,
      VIEWERS.admin,
      { connectionType: 'VPN', status: 'OTHER', reviewerNotes: 'Hm', apiKey: null },
    ],
  ])('%s', async (source, viewer, expected) => {
    const { data, errors } = await ask(viewer, `{ it: ${source} }`);
    expect({ errors, it: data.it }).toEqual({ errors: [], it: expected });
  });

  test.each([
    ['mapPin(id: "1") { id }', 'BAD_USER_INPUT id'],
    ['partnerApplication(id: "1") { id }', 'BAD_USER_INPUT id'],
    ['mapPins(first: 101) { nodes { id } }', 'BAD_USER_INPUT first'],
    ['mapPins(after: "x") { nodes { id } }', 'BAD_USER_INPUT after'],
  ])('%s is refused', async (source, error) => {
    expect((await ask(VIEWERS.admin, `{ it: ${source} }`)).errors).toEqual([error]);
  });
});

describe('what hangs on something else', () => {
  test('a key without an account sees the application that it was issued for', async () => {
    await services.database.query(sql.unsafe`
      UPDATE partner_applications SET api_key_id = ${KEYS.partner} WHERE id = ${id('2', 2)}`);
    const seen = await ask(VIEWERS.partner, '{ partnerApplications { nodes { companyName } } }');
    const ofKey = await ask(
      VIEWERS.partner,
      ...entity('ApiKey', { id: KEYS.partner }, 'partnerApplications { nodes { companyName } }'),
    );
    await services.database.query(sql.unsafe`
      UPDATE partner_applications SET api_key_id = NULL WHERE id = ${id('2', 2)}`);
    const expected = { nodes: [{ companyName: 'Bob Ltd' }] };
    expect([seen.data.partnerApplications, ofKey.data._entities[0].partnerApplications]).toEqual([expected, expected]);
  });

  test('replies: a customer never sees the notes of the desk; fifty tickets cost one statement', async () => {
    const source =
      '{ supportTickets { nodes { subject replies { totalCount nodes { message authorType ticket { subject } } } } } }';
    const { data, statements } = await ask(VIEWERS.alice, source);
    expect(data.supportTickets.nodes[2]).toEqual({
      subject: 'First',
      replies: {
        totalCount: 2,
        nodes: [
          { message: 'Have you tried?', authorType: 'ADMIN', ticket: { subject: 'First' } },
          { message: 'Yes.', authorType: 'CUSTOMER', ticket: { subject: 'First' } },
        ],
      },
    });
    expect(statements).toEqual([
      'support.tickets',
      'support.repliesByTicketId',
      'support.repliesByTicketIdCount',
      'support.ticketsById',
    ]);
    const { data: all } = await ask(VIEWERS.admin, source);
    expect(all.supportTickets.nodes[3].replies).toMatchObject({ totalCount: 3 });
    expect(all.supportTickets.nodes[0].replies.nodes).toMatchObject([{ authorType: 'OTHER' }]);
  });

  test.each([
    ['SupportReply', { id: id('1', 1) }, 'message', { message: 'Have you tried?' }],
    ['SupportReply', { id: id('1', 3) }, 'message', null],
    ['ErrorMessage', { messageKey: 'rate_limited', lang: 'de' }, 'message', { message: 'Langsamer.' }],
    ['ErrorMessage', { id: '0' }, 'message', null],
    ['PartnerApplication', { id: id('2', 1) }, 'companyName', { companyName: 'Alice Ltd' }],
    ['DemoLead', { id: id('3', 1) }, 'email', null],
    ['MapPin', { id: id('4', 2) }, 'type', { type: 'WORD_OF_LIFE' }],
    [
      'ApiKey',
      { id: KEYS.alice },
      'partnerApplications { nodes { companyName } }',
      { partnerApplications: { nodes: [{ companyName: 'Alice Ltd' }] } },
    ],
    [
      'User',
      { id: USERS.alice, email: 'alice@example.com' },
      'partnerApplications { totalCount }',
      { partnerApplications: { totalCount: 1 } },
    ],
  ])('%s %j, to Alice', async (type, key, fields, expected) => {
    const { data, errors } = await ask(VIEWERS.alice, ...entity(type, key, fields));
    expect({ errors, found: data._entities }).toEqual({ errors: [], found: [expected] });
  });
});
