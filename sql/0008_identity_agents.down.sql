DROP INDEX trinity_api_keys_group_id;
DROP TABLE agent_profile_events, agent_profiles;
