import { perViewer } from '../../platform/loaders.ts';
import { REPLIES, TICKETS, TICKETS_OF_ADDRESS } from './queries.ts';

export type Loaders = ReturnType<typeof loadersOf>;

export const loadersOf = perViewer((database, viewer) => ({
  ticket: TICKETS.rowsBy(database, viewer, 'id'),
  ticketByNumber: TICKETS.rowsBy(database, viewer, 'ticketNumber'),
  ticketsByEmail: TICKETS.pagesBy(database, viewer, TICKETS_OF_ADDRESS),
  reply: REPLIES.rowsBy(database, viewer, 'id'),
  repliesByTicket: REPLIES.pagesBy(database, viewer, 'ticketId'),
}));
