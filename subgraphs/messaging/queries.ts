/** All SQL of messaging. The public sees what was sent and is not archived. */
import { uuids } from '../../platform/arguments.ts';
import { forAdministrators } from '../../platform/columns.ts';
import { type Database, sql } from '../../platform/database.ts';
import { keyset, type Slice } from '../../platform/keyset.ts';
import { Count } from '../../platform/rows.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { NewsletterRow } from './rows.ts';

export const LATEST_NEWSLETTERS = keyset(NewsletterRow, 'DESC', { sent_at: 'timestamptz', id: 'uuid' });

const newsletter = (viewer: Viewer) => sql.fragment`
  id, title, content, sent_at, status, type,
  ${forAdministrators(viewer, ['subscriber_count', 'open_rate', 'metadata'])}`;

const visibleNewsletters = (viewer: Viewer) =>
  viewer.isAdmin ? sql.fragment`TRUE` : sql.fragment`(status = 'active' AND sent_at <= now())`;

export function newsletters(database: Database, viewer: Viewer, slice: Slice<NewsletterRow>) {
  return database.any(sql.type(NewsletterRow)`/* messaging.newsletters */
    SELECT ${newsletter(viewer)} FROM newsletters WHERE ${visibleNewsletters(viewer)} AND ${slice.behind}
    ORDER BY ${slice.order} LIMIT ${slice.limit}`);
}

export function newsletterCount(database: Database, viewer: Viewer) {
  return database.oneFirst(sql.type(Count)`/* messaging.newsletterCount */
    SELECT count(*)::int4 FROM newsletters WHERE ${visibleNewsletters(viewer)}`);
}

export function newslettersByIds(database: Database, viewer: Viewer, ids: readonly string[]) {
  return database.any(sql.type(NewsletterRow)`/* messaging.newslettersByIds */
    SELECT ${newsletter(viewer)} FROM newsletters
    WHERE id = ANY(${sql.array(uuids(ids), 'uuid')}) AND ${visibleNewsletters(viewer)}`);
}
