import { pageLoader, perViewer, rowLoader } from '../../platform/loaders.ts';
import { LATEST_TICKETS, ticketCountsByEmails, ticketsByEmails, ticketsByIds, ticketsByNumbers } from './queries.ts';

export type Loaders = ReturnType<typeof loadersOf>;

export const loadersOf = perViewer((database, viewer) => ({
  ticket: rowLoader(
    (ids) => ticketsByIds(database, viewer, ids),
    (ticket) => ticket.id,
  ),
  ticketByNumber: rowLoader(
    (numbers) => ticketsByNumbers(database, viewer, numbers),
    (ticket) => ticket.ticketNumber,
  ),
  ticketsByEmail: pageLoader({
    keyset: LATEST_TICKETS,
    rows: (emails, slice) => ticketsByEmails(database, viewer, emails, slice),
    parentOf: (ticket) => ticket.parentEmail,
    counts: (emails) => ticketCountsByEmails(database, viewer, emails),
  }),
}));
