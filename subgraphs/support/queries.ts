/** What support asks of its tables. A ticket belongs to whoever holds the address that it was sent from, in any case. */
import { sql } from '../../platform/database.ts';
import type { SqlFragment } from '../../platform/keyset.ts';
import { type Belonging, table } from '../../platform/table.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { owners } from '../../platform/visibility.ts';
import type {
  SupportReplyFilter,
  SupportReplyOrder,
  SupportTicketFilter,
  SupportTicketOrder,
} from './generated/types.ts';
import { SupportReplyRow, SupportTicketRow } from './rows.ts';

const isFrom = (address: string | SqlFragment | null) => sql.fragment`lower(email) = lower(${address})`;
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

/** The notes of the desk to itself stay with it. */
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
