import { perViewer, rowLoader } from '../../platform/loaders.ts';
import { jobsByIds, jobsByJobIds } from './queries.ts';

export type Loaders = ReturnType<typeof loadersOf>;

export const loadersOf = perViewer((database, viewer) => ({
  job: rowLoader(
    (ids) => jobsByIds(database, viewer, ids),
    (job) => job.id,
  ),
  jobByJobId: rowLoader(
    (jobIds) => jobsByJobIds(database, viewer, jobIds),
    (job) => job.jobId,
  ),
}));
