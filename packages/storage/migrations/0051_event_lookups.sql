-- The log of one person, of one connection, of what is rare: without these a page of it read the whole log of its tenant.
create index events_user on events (tenant_id, user_id, id) where user_id is not null;
create index events_connection on events (tenant_id, (data #>> '{connection,id}'), id) where data #>> '{connection,id}' is not null;
create index events_failure on events (tenant_id, (data ->> 'failure'), id) where data ->> 'failure' is not null;
create index events_type on events (tenant_id, type collate "C", id); -- families such as sign_in.* are ranges of it
