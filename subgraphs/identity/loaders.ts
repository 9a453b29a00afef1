import { fits } from '../../platform/column-types.ts';
import { perViewer, rowLoader } from '../../platform/loaders.ts';
import {
  AGENT_PROFILE_EVENTS,
  AGENT_PROFILES,
  API_KEY_GROUPS,
  API_KEYS,
  BY_TIER,
  KEYS_OF_LIMIT_TIER,
  RATE_LIMIT_TEMPLATES,
  USERS,
  usersByEmails,
} from './queries.ts';

export type Loaders = ReturnType<typeof loadersOf>;

export const loadersOf = perViewer((database, viewer) => ({
  user: USERS.rowsBy(database, viewer, 'id'),
  userByEmail: rowLoader(
    (emails) =>
      usersByEmails(
        database,
        viewer,
        emails.filter((email) => fits(email, 'text')),
      ),
    ({ wanted }) => wanted,
  ),
  apiKey: API_KEYS.rowsBy(database, viewer, 'id'),
  apiKeysByUser: API_KEYS.pagesBy(database, viewer, 'userId'),
  apiKeysByGroup: API_KEYS.pagesBy(database, viewer, 'groupId'),
  apiKeysByLimitTier: API_KEYS.pagesBy(database, viewer, KEYS_OF_LIMIT_TIER),
  group: API_KEY_GROUPS.rowsBy(database, viewer, 'id'),
  groupByName: API_KEY_GROUPS.rowsBy(database, viewer, 'name'),
  template: RATE_LIMIT_TEMPLATES.rowsBy(database, viewer, BY_TIER),
  agentProfile: AGENT_PROFILES.rowsBy(database, viewer, 'id'),
  agentProfileByVersion: AGENT_PROFILES.rowsByAll(database, viewer, ['name', 'version']),
  agentProfileEvent: AGENT_PROFILE_EVENTS.rowsBy(database, viewer, 'id'),
  eventsByAgentProfile: AGENT_PROFILE_EVENTS.pagesBy(database, viewer, 'agentProfileId'),
}));
