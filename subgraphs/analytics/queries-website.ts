/** What is asked about the visitors of the website, whom only administrators look at. */
import { table } from '../../platform/table.ts';
import { administrators } from '../../platform/visibility.ts';
import type { PageEventFilter, PageEventOrder, PageViewFilter, PageViewOrder } from './generated/types.ts';
import { PageEventRow, PageViewRow } from './rows.ts';

export const PAGE_VIEWS = table<PageViewRow, PageViewFilter, PageViewOrder>({
  name: 'analytics.pageViews',
  row: PageViewRow,
  key: 'id',
  columns: { id: 'uuid', pagePath: 'text', visitorId: 'text', createdAt: 'timestamptz' },
  visible: administrators,
});

export const PAGE_EVENTS = table<PageEventRow, PageEventFilter, PageEventOrder>({
  name: 'analytics.pageEvents',
  row: PageEventRow,
  key: 'id',
  columns: { id: 'uuid', pagePath: 'text', eventType: 'text', createdAt: 'timestamptz' },
  visible: administrators,
});
