import { readText } from '../../platform/arguments.ts';
import type { Complete } from '../../platform/resolvers.ts';
import type { Resolvers, ResolversParentTypes } from './generated/types.ts';
import { LATEST_TICKETS, ticketCount, tickets } from './queries.ts';

export const resolvers: Complete<Resolvers, ResolversParentTypes> = {
  Query: {
    tickets(_, args, { viewer, database }) {
      viewer.require('readOwn');
      return LATEST_TICKETS.page(
        args,
        (slice) => tickets(database, viewer, slice),
        () => ticketCount(database, viewer),
      );
    },
    ticket(_, { number }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.ticketByNumber.load(readText('number', number));
    },
  },
  SupportTicket: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference ? loaders.ticket.load(reference.id) : loaders.ticketByNumber.load(reference.ticketNumber),
  },
  User: {
    tickets: (user, args, { loaders }) => loaders.ticketsByEmail.load(user.email, args),
  },
};
