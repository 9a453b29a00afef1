import { readBigInt, readText, readUuid } from '../../platform/arguments.ts';
import type { Complete } from '../../platform/resolvers.ts';
import { compositeKey } from '../../platform/table.ts';
import type { Resolvers, ResolversParentTypes } from './generated/types.ts';
import { APPLICATIONS, DEMO_LEADS, ERROR_MESSAGES, MAP_PINS, REPLIES, TICKETS } from './queries.ts';

export const resolvers: Complete<Resolvers, ResolversParentTypes> = {
  Query: {
    supportTickets(_, args, { viewer, database }) {
      viewer.require('readOwn');
      return TICKETS.page(database, viewer, args);
    },
    supportTicket(_, { id }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.ticket.load(readUuid('id', id));
    },
    supportTicketByNumber(_, { ticketNumber }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.ticketByNumber.load(readText('ticketNumber', ticketNumber));
    },
    supportReplies(_, args, { viewer, database }) {
      viewer.require('readOwn');
      return REPLIES.page(database, viewer, args);
    },
    supportReply(_, { id }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.reply.load(readUuid('id', id));
    },
    errorMessages: (_, args, { viewer, database }) => ERROR_MESSAGES.page(database, viewer, args),
    errorMessage: (_, { id }, { loaders }) => loaders.errorMessage.load(readBigInt('id', id)),
    errorMessageByKey: (_, { messageKey, lang }, { loaders }) =>
      loaders.errorMessageByKey.load(compositeKey(readText('messageKey', messageKey), readText('lang', lang))),
    partnerApplications(_, args, { viewer, database }) {
      viewer.require('readOwn');
      return APPLICATIONS.page(database, viewer, args);
    },
    partnerApplication(_, { id }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.application.load(readUuid('id', id));
    },
    demoLeads(_, args, { viewer, database }) {
      viewer.require('administer');
      return DEMO_LEADS.page(database, viewer, args);
    },
    demoLead(_, { id }, { viewer, loaders }) {
      viewer.require('administer');
      return loaders.demoLead.load(readUuid('id', id));
    },
    mapPins: (_, args, { viewer, database }) => MAP_PINS.page(database, viewer, args),
    mapPin: (_, { id }, { loaders }) => loaders.mapPin.load(readUuid('id', id)),
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
  ErrorMessage: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference
        ? loaders.errorMessage.load(reference.id)
        : loaders.errorMessageByKey.load(compositeKey(reference.messageKey, reference.lang)),
    id: (message) => String(message.id),
  },
  PartnerApplication: {
    __resolveReference: ({ id }, { loaders }) => loaders.application.load(id),
    apiKey: ({ apiKeyId }) => (apiKeyId === null ? null : { id: apiKeyId }),
  },
  DemoLead: {
    __resolveReference: ({ id }, { loaders }) => loaders.demoLead.load(id),
  },
  MapPin: {
    __resolveReference: ({ id }, { loaders }) => loaders.mapPin.load(id),
  },
  MapPinType: { WORD_OF_LIFE: 'word-of-life' },
  ApiKey: {
    partnerApplications: (key, args, { loaders }) => loaders.applicationsByKey.load(key.id, args),
  },
  User: {
    supportTickets: (user, args, { loaders }) => loaders.ticketsByEmail.load(user.email, args),
    partnerApplications: (user, args, { loaders }) => loaders.applicationsByEmail.load(user.email, args),
  },
};
