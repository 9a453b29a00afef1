import { perViewer } from '../../platform/loaders.ts';
import {
  APPLICATIONS,
  APPLICATIONS_OF_ADDRESS,
  DEMO_LEADS,
  ERROR_MESSAGES,
  MAP_PINS,
  REPLIES,
  TICKETS,
  TICKETS_OF_ADDRESS,
} from './queries.ts';

export type Loaders = ReturnType<typeof loadersOf>;

export const loadersOf = perViewer((database, viewer) => ({
  ticket: TICKETS.rowsBy(database, viewer, 'id'),
  ticketByNumber: TICKETS.rowsBy(database, viewer, 'ticketNumber'),
  ticketsByEmail: TICKETS.pagesBy(database, viewer, TICKETS_OF_ADDRESS),
  reply: REPLIES.rowsBy(database, viewer, 'id'),
  repliesByTicket: REPLIES.pagesBy(database, viewer, 'ticketId'),
  errorMessage: ERROR_MESSAGES.rowsBy(database, viewer, 'id'),
  errorMessageByKey: ERROR_MESSAGES.rowsByAll(database, viewer, ['messageKey', 'lang']),
  application: APPLICATIONS.rowsBy(database, viewer, 'id'),
  applicationsByEmail: APPLICATIONS.pagesBy(database, viewer, APPLICATIONS_OF_ADDRESS),
  applicationsByKey: APPLICATIONS.pagesBy(database, viewer, 'apiKeyId'),
  demoLead: DEMO_LEADS.rowsBy(database, viewer, 'id'),
  mapPin: MAP_PINS.rowsBy(database, viewer, 'id'),
}));
