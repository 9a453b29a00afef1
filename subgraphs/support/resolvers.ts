import { readText } from '../../platform/arguments.ts';
import type { Complete } from '../../platform/resolvers.ts';
import type { Resolvers, ResolversParentTypes } from './generated/types.ts';
import { TICKETS } from './queries.ts';

export const resolvers: Complete<Resolvers, ResolversParentTypes> = {
  Query: {
    tickets(_, args, { viewer, database }) {
      viewer.require('readOwn');
      return TICKETS.page(database, viewer, args);
    },
    ticket(_, { number }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.ticketByNumber.load(readText('number', number));
    },
  },
  SupportTicket: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference ? loaders.ticket.load(reference.id) : loaders.ticketByNumber.load(reference.ticketNumber),
    replies: (ticket, args, { loaders }) => loaders.repliesByTicket.load(ticket.id, args),
  },
  TicketCategory: {
    API_ACCESS: 'api-access',
    RATE_LIMIT: 'rate-limit',
    FEATURE_REQUEST: 'feature-request',
    BUG_REPORT: 'bug-report',
  },
  SupportReply: {
    __resolveReference: ({ id }, { loaders }) => loaders.reply.load(id),
    ticket: (reply, _, { loaders }) => loaders.ticket.load(reply.ticketId),
  },
  User: {
    tickets: (user, args, { loaders }) => loaders.ticketsByEmail.load(user.email, args),
  },
};
