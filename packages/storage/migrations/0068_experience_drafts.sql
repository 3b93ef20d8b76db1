-- Settings that nobody saved, shown to whoever writes them: archived from the start, and forgotten after a day.
alter table experiences add column draft boolean not null default false;
create index experiences_drafts on experiences (tenant_id, created_at) where draft;
