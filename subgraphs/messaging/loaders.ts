import { perViewer, rowLoader } from '../../platform/loaders.ts';
import { newslettersByIds } from './queries.ts';

export type Loaders = ReturnType<typeof loadersOf>;

export const loadersOf = perViewer((database, viewer) => ({
  newsletter: rowLoader(
    (ids) => newslettersByIds(database, viewer, ids),
    (newsletter) => newsletter.id,
  ),
}));
