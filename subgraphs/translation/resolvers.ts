import { readText } from '../../platform/arguments.ts';
import type { Complete } from '../../platform/resolvers.ts';
import type { Resolvers, ResolversParentTypes } from './generated/types.ts';
import { jobCount, jobs, LATEST_JOBS } from './queries.ts';

export const resolvers: Complete<Resolvers, ResolversParentTypes> = {
  Query: {
    translationJobs(_, args, { viewer, database }) {
      viewer.require('readOwn');
      return LATEST_JOBS.page(
        args,
        (slice) => jobs(database, viewer, slice),
        () => jobCount(database, viewer),
      );
    },
    translationJob(_, { jobId }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.jobByJobId.load(readText('jobId', jobId));
    },
  },
  TranslationJob: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference ? loaders.job.load(reference.id) : loaders.jobByJobId.load(reference.jobId),
    retryOf: (job, _, { loaders }) => (job.retryOf === null ? null : loaders.jobByJobId.load(job.retryOf)),
  },
};
