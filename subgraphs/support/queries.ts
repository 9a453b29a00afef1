/** All SQL of support. A ticket belongs to whoever holds the address that it was sent from, in any case. */
import { texts, uuids } from '../../platform/arguments.ts';
import { type Database, sql } from '../../platform/database.ts';
import { keyset, type Slice } from '../../platform/keyset.ts';
import { Count, ParentCount } from '../../platform/rows.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { SupportTicketRow, TicketByEmailRow } from './rows.ts';

export const LATEST_TICKETS = keyset(SupportTicketRow, 'DESC', { created_at: 'timestamptz', id: 'uuid' });

const TICKET = sql.fragment`
  id, ticket_number, name, email, category, subject, message, status, created_at, updated_at, client_ip,
  preferred_lang, message_en`;

const visibleTickets = (viewer: Viewer) =>
  viewer.isAdmin ? sql.fragment`TRUE` : sql.fragment`lower(email) = lower(${viewer.email}::text)`;

export function tickets(database: Database, viewer: Viewer, slice: Slice<SupportTicketRow>) {
  return database.any(sql.type(SupportTicketRow)`/* support.tickets */
    SELECT ${TICKET} FROM support_tickets WHERE ${visibleTickets(viewer)} AND ${slice.behind}
    ORDER BY ${slice.order} LIMIT ${slice.limit}`);
}

export function ticketCount(database: Database, viewer: Viewer) {
  return database.oneFirst(sql.type(Count)`/* support.ticketCount */
    SELECT count(*)::int4 FROM support_tickets WHERE ${visibleTickets(viewer)}`);
}

export function ticketsByIds(database: Database, viewer: Viewer, ids: readonly string[]) {
  return database.any(sql.type(SupportTicketRow)`/* support.ticketsByIds */
    SELECT ${TICKET} FROM support_tickets WHERE id = ANY(${sql.array(uuids(ids), 'uuid')}) AND ${visibleTickets(viewer)}`);
}

export function ticketsByNumbers(database: Database, viewer: Viewer, numbers: readonly string[]) {
  return database.any(sql.type(SupportTicketRow)`/* support.ticketsByNumbers */
    SELECT ${TICKET} FROM support_tickets
    WHERE ticket_number = ANY(${sql.array(texts(numbers), 'text')}) AND ${visibleTickets(viewer)}`);
}

export function ticketsByEmails(
  database: Database,
  viewer: Viewer,
  emails: readonly string[],
  slice: Slice<SupportTicketRow>,
) {
  return database.any(sql.type(TicketByEmailRow)`/* support.ticketsByEmails */
    SELECT page.*, parent_email FROM unnest(${sql.array(texts(emails), 'text')}) AS parent (parent_email), LATERAL (
      SELECT ${TICKET} FROM support_tickets
      WHERE lower(email) = lower(parent_email) AND ${visibleTickets(viewer)} AND ${slice.behind}
      ORDER BY ${slice.order} LIMIT ${slice.limit}
    ) AS page ORDER BY ${slice.order}`);
}

export function ticketCountsByEmails(database: Database, viewer: Viewer, emails: readonly string[]) {
  return database.any(sql.type(ParentCount)`/* support.ticketCountsByEmails */
    SELECT parent_email AS parent, count(*)::int4 FROM unnest(${sql.array(texts(emails), 'text')}) AS parent (parent_email)
    JOIN support_tickets ON lower(email) = lower(parent_email)
    WHERE ${visibleTickets(viewer)} GROUP BY parent_email`);
}
