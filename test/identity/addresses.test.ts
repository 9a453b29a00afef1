/** What is known by an address alone (a ticket, an application …) leads to the account with that address, if there is one. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { identity } from '../../subgraphs/identity/subgraph.ts';
import { type Ask, askSubgraph, entity } from '../support/ask.ts';
import { insertFixtures, USERS, VIEWERS } from '../support/fixtures.ts';
import { ADMIN_KEY, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type TestServices, testServices } from '../support/services.ts';

const KNOWN = 'ALICE@Example.com';
const UNKNOWN = 'nobody-we-know@example.com';

let services: TestServices;
let gateway: TestGateway;
let ask: Ask;
beforeAll(async () => {
  services = await testServices();
  await insertFixtures(services.database);
  for (const address of [KNOWN, UNKNOWN]) {
    for (const statement of [
      sql.unsafe`INSERT INTO support_tickets (ticket_number, name, email, subject, message, client_ip)
        VALUES (md5(${address})::varchar(20), '', ${address}, '', '', '')`,
      sql.unsafe`INSERT INTO partner_applications (company_name, contact_name, contact_email, aws_account_id, aws_region, connection_type)
        VALUES ('', '', ${address}, '', '', 'vpn')`,
      sql.unsafe`INSERT INTO newsletter_subscribers (email) VALUES (${address})`,
      sql.unsafe`INSERT INTO translation_tasks (task_id, task_type, customer_email) VALUES (${address}, '', ${address})`,
    ]) {
      await services.database.query(statement);
    }
  }
  gateway = await startTestGateway(services);
  ask = askSubgraph(identity, services);
});
afterAll(async () => {
  await gateway?.stop();
  await services?.stop();
});

const PLACES = [
  { type: 'SupportTicket', list: 'supportTickets', address: 'email', user: 'user' },
  { type: 'PartnerApplication', list: 'partnerApplications', address: 'contactEmail', user: 'user' },
  { type: 'NewsletterSubscription', list: 'newsletterSubscriptions', address: 'email', user: 'user' },
  { type: 'TranslationTask', list: 'translationTasks', address: 'customerEmail', user: 'customer' },
];

test.each(PLACES)('$list, through the gateway', async ({ list, address, user }) => {
  const asked = `query ($known: String!, $unknown: String!) {
    known: ${list}(filter: { ${address}: $known }) { nodes { ${address} ${user} { id email } } }
    unknown: ${list}(filter: { ${address}: $unknown }) { nodes { ${address} ${user} { id email } } } }`;
  const options = { variables: { known: KNOWN, unknown: UNKNOWN }, headers: { 'x-admin-key': ADMIN_KEY } };
  const { body } = await gateway.ask(asked, options);
  expect(body.errors).toBeUndefined();
  expect(body.data.known.nodes).toContainEqual({
    [address]: KNOWN,
    [user]: { id: USERS.alice, email: 'alice@example.com' },
  });
  expect(body.data.unknown.nodes).toEqual([{ [address]: UNKNOWN, [user]: null }]);
});

test.each(PLACES)('$type tells of an account to nobody but its holder', async ({ type, address, user }) => {
  const asked = entity(type, { id: '1', [address]: KNOWN }, `${user} { email }`);
  const seen = async (name: keyof typeof VIEWERS) => (await ask(VIEWERS[name], ...asked)).data._entities[0][user];
  for (const name of ['admin', 'alice'] as const) expect(await seen(name)).toEqual({ email: 'alice@example.com' });
  for (const name of ['bob', 'partner', 'nobody'] as const) expect(await seen(name)).toBeNull();
});

test('one statement for many', async () => {
  const of = [KNOWN, UNKNOWN, 'bob@example.com'].map((email) => ({ __typename: 'SupportTicket', id: email, email }));
  const asked = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on SupportTicket { user { name } } } }';
  expect((await ask(VIEWERS.admin, asked, { of })).statements).toHaveLength(1);
});
