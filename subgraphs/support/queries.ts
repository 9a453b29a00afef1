/**
 * What support asks of its tables. A ticket, like an application, belongs to whoever holds the address that it was sent
 * from, in any case.
 */
import { type SqlFragment, sql } from '../../platform/database.ts';
import { decimalOf } from '../../platform/expressions.ts';
import { type Belonging, table } from '../../platform/table.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { administrators, everybody, owners, publicWhere } from '../../platform/visibility.ts';
import type {
  DemoLeadFilter,
  DemoLeadOrder,
  ErrorMessageFilter,
  ErrorMessageOrder,
  MapPinFilter,
  MapPinOrder,
  PartnerApplicationFilter,
  PartnerApplicationOrder,
  SupportReplyFilter,
  SupportReplyOrder,
  SupportTicketFilter,
  SupportTicketOrder,
} from './generated/types.ts';
import {
  DemoLeadRow,
  ErrorMessageRow,
  MapPinRow,
  PartnerApplicationRow,
  SupportReplyRow,
  SupportTicketRow,
} from './rows.ts';

const isFrom = (address: string | SqlFragment) => sql.fragment`lower(email) = lower(${address})`;
const ownTickets = (viewer: Viewer) => (viewer.email === null ? [] : [isFrom(viewer.email)]);

export const TICKETS = table<SupportTicketRow, SupportTicketFilter, SupportTicketOrder>({
  name: 'support.tickets',
  row: SupportTicketRow,
  key: 'id',
  columns: {
    id: 'uuid',
    ticketNumber: 'text',
    category: 'text',
    status: 'text',
    email: 'text',
    createdAt: 'timestamptz',
  },
  filters: { email: (address) => isFrom(String(address)) },
  visible: owners(ownTickets),
});

export const TICKETS_OF_ADDRESS: Belonging = { by: 'Email', type: 'text', matches: isFrom };

/** The notes of the desk to itself stay with it (dictionary TB-R24). */
export const REPLIES = table<SupportReplyRow, SupportReplyFilter, SupportReplyOrder>({
  name: 'support.replies',
  row: SupportReplyRow,
  key: 'id',
  columns: { id: 'uuid', ticketId: 'uuid', createdAt: 'timestamptz' },
  visible: owners((viewer) =>
    ownTickets(viewer).map(
      (own) => sql.fragment`NOT is_internal AND ticket_id IN (SELECT id FROM support_tickets WHERE ${own})`,
    ),
  ),
});

export const ERROR_MESSAGES = table<ErrorMessageRow, ErrorMessageFilter, ErrorMessageOrder>({
  name: 'support.errorMessages',
  row: ErrorMessageRow,
  key: 'id',
  columns: { id: 'int4', messageKey: 'text', lang: 'text' },
  visible: everybody,
});

const appliedFrom = (address: string | SqlFragment) => sql.fragment`lower(contact_email) = lower(${address})`;

export const APPLICATIONS = table<PartnerApplicationRow, PartnerApplicationFilter, PartnerApplicationOrder>({
  name: 'support.partnerApplications',
  row: PartnerApplicationRow,
  key: 'id',
  columns: { id: 'uuid', contactEmail: 'text', status: 'text', apiKeyId: 'uuid', createdAt: 'timestamptz' },
  confidential: ['reviewerNotes'],
  filters: { contactEmail: (address) => appliedFrom(String(address)) },
  visible: owners(({ email, keyIds }) => [
    sql.fragment`api_key_id = ANY(${sql.array(keyIds, 'uuid')})`,
    ...(email === null ? [] : [appliedFrom(email)]),
  ]),
});

export const APPLICATIONS_OF_ADDRESS: Belonging = { by: 'ContactEmail', type: 'text', matches: appliedFrom };

export const DEMO_LEADS = table<DemoLeadRow, DemoLeadFilter, DemoLeadOrder>({
  name: 'support.demoLeads',
  row: DemoLeadRow,
  key: 'id',
  columns: { id: 'uuid', email: 'text', clientIp: 'text', createdAt: 'timestamptz' },
  filters: { email: (address) => isFrom(String(address)) },
  visible: administrators,
});

export const MAP_PINS = table<MapPinRow, MapPinFilter, MapPinOrder>({
  name: 'support.mapPins',
  row: MapPinRow,
  key: 'id',
  columns: { id: 'uuid', type: 'text', status: 'text', date: 'timestamptz' },
  computed: { lat: decimalOf(sql.fragment`lat`), lng: decimalOf(sql.fragment`lng`) },
  visible: publicWhere(sql.fragment`lower(status) = 'active'`),
});
