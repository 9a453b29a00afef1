import { readBigInt, readText, readUuid } from '../../platform/arguments.ts';
import type { Complete } from '../../platform/resolvers.ts';
import type { Resolvers, ResolversParentTypes } from './generated/types.ts';
import { EVENTS, JOBS, LANGUAGES, MODELS, PARAMETERS, QUOTES, TASKS } from './queries.ts';

export const resolvers: Complete<Resolvers, ResolversParentTypes> = {
  Query: {
    translationJobs(_, args, { viewer, database }) {
      viewer.require('readOwn');
      return JOBS.page(database, viewer, args);
    },
    translationJob(_, { id }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.job.load(readUuid('id', id));
    },
    translationJobByJobId(_, { jobId }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.jobByJobId.load(readText('jobId', jobId));
    },
    translationJobEvents(_, args, { viewer, database }) {
      viewer.require('readOwn');
      return EVENTS.page(database, viewer, args);
    },
    translationJobEvent(_, { id }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.event.load(readBigInt('id', id));
    },
    translationTasks(_, args, { viewer, database }) {
      viewer.require('readOwn');
      return TASKS.page(database, viewer, args);
    },
    translationTask(_, { id }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.task.load(readBigInt('id', id));
    },
    translationTaskByTaskId(_, { taskId }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.taskByTaskId.load(readText('taskId', taskId));
    },
    translationQuotes(_, args, { viewer, database }) {
      viewer.require('readOwn');
      return QUOTES.page(database, viewer, args);
    },
    translationQuote(_, { id }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.quote.load(readBigInt('id', id));
    },
    translationQuoteByQuoteId(_, { quoteId }, { viewer, loaders }) {
      viewer.require('readOwn');
      return loaders.quoteByQuoteId.load(readText('quoteId', quoteId));
    },
    translationParameters(_, args, { viewer, database }) {
      viewer.require('administer');
      return PARAMETERS.page(database, viewer, args);
    },
    translationParameter(_, { key }, { viewer, loaders }) {
      viewer.require('administer');
      return loaders.parameter.load(readText('key', key));
    },
    bedrockModels: (_, args, { viewer, database }) => MODELS.page(database, viewer, args),
    bedrockModel: (_, { id }, { loaders }) => loaders.model.load(readBigInt('id', id)),
    languageProfiles: (_, args, { viewer, database }) => LANGUAGES.page(database, viewer, args),
    languageProfile: (_, { langCode }, { loaders }) => loaders.language.load(readText('langCode', langCode)),
  },
  TranslationJob: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference ? loaders.job.load(reference.id) : loaders.jobByJobId.load(reference.jobId),
    task: ({ taskId }, _, { loaders }) => (taskId === null ? null : loaders.taskByTaskId.load(taskId)),
    retryOf: ({ retryOf }, _, { loaders }) => (retryOf === null ? null : loaders.jobByJobId.load(retryOf)),
    retryOfJobId: ({ retryOf }) => retryOf,
    modelEntries: ({ model }, args, { loaders }) => (model === null ? null : loaders.modelsByName.load(model, args)),
    languages: ({ langs }, args, { loaders }) => loaders.languagesListed.load(JSON.stringify(langs), args),
    retries: ({ jobId }, args, { loaders }) => loaders.jobsByRetryOf.load(jobId, args),
    events: ({ jobId }, args, { loaders }) => loaders.eventsByJob.load(jobId, args),
    quotes: ({ jobId }, args, { loaders }) => loaders.quotesByJob.load(jobId, args),
    listedBy: ({ jobId }, args, { loaders }) => loaders.tasksByJob.load(jobId, args),
  },
  TranslationJobEvent: {
    __resolveReference: ({ id }, { loaders }) => loaders.event.load(id),
    job: ({ jobId }, _, { loaders }) => loaders.jobByJobId.load(jobId),
    language: ({ lang }, _, { loaders }) => (lang === null ? null : loaders.language.load(lang)),
  },
  TranslationTask: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference ? loaders.task.load(reference.id) : loaders.taskByTaskId.load(reference.taskId),
    quotes: ({ quoteIds }, args, { loaders }) => loaders.quotesListed.load(JSON.stringify(quoteIds), args),
    listedJobs: ({ jobIds }, args, { loaders }) => loaders.jobsListed.load(JSON.stringify(jobIds), args),
    jobs: ({ taskId }, args, { loaders }) => loaders.jobsByTask.load(taskId, args),
  },
  TranslationQuote: {
    __resolveReference: (reference, { loaders }) =>
      'id' in reference ? loaders.quote.load(reference.id) : loaders.quoteByQuoteId.load(reference.quoteId),
    apiKey: ({ apiKeyId }) => (apiKeyId === null ? null : { id: apiKeyId }),
    languages: ({ langs }, args, { loaders }) => loaders.languagesListed.load(JSON.stringify(langs), args),
    modelEntries: ({ model }, args, { loaders }) => (model === null ? null : loaders.modelsByName.load(model, args)),
    job: ({ jobId }, _, { loaders }) => (jobId === null ? null : loaders.jobByJobId.load(jobId)),
    tasks: ({ quoteId }, args, { loaders }) => loaders.tasksByQuote.load(quoteId, args),
  },
  TranslationParameter: {
    __resolveReference: ({ key }, { loaders }) => loaders.parameter.load(key),
  },
  BedrockModel: {
    __resolveReference: ({ id }, { loaders }) => loaders.model.load(id),
    id: ({ id }) => String(id),
    translationJobs: ({ friendlyName }, args, { loaders }) => loaders.jobsByModel.load(friendlyName, args),
    translationQuotes: ({ friendlyName }, args, { loaders }) => loaders.quotesByModel.load(friendlyName, args),
    languageProfiles: ({ friendlyName }, args, { loaders }) => loaders.languagesByModel.load(friendlyName, args),
  },
  LanguageProfile: {
    __resolveReference: ({ langCode }, { loaders }) => loaders.language.load(langCode),
    modelEntries: ({ modelOverride }, args, { loaders }) =>
      modelOverride === null ? null : loaders.modelsByName.load(modelOverride, args),
    translationJobs: ({ langCode }, args, { loaders }) => loaders.jobsByLanguage.load(langCode, args),
    translationQuotes: ({ langCode }, args, { loaders }) => loaders.quotesByLanguage.load(langCode, args),
    translationJobEvents: ({ langCode }, args, { loaders }) => loaders.eventsByLanguage.load(langCode, args),
  },
  ApiKey: {
    translationQuotes: ({ id }, args, { loaders }) => loaders.quotesByKey.load(id, args),
  },
  User: {
    translationJobs: ({ email }, args, { loaders }) => loaders.jobsByEmail.load(email, args),
    translationTasks: ({ email }, args, { loaders }) => loaders.tasksByEmail.load(email, args),
    translationQuotes: ({ email }, args, { loaders }) => loaders.quotesByEmail.load(email, args),
  },
};
