-- Where the person is who asked for a sync, for the bank to know; forgotten as soon as the sync has ended.
alter table sync_runs add column person jsonb;
