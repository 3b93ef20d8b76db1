-- Several filters at once: the sessions that fit all of them are found in the index, without opening those that do not.
create index session_facts_values on session_facts (tenant_id, started_at, session_id, device, locale, experience, mode);
