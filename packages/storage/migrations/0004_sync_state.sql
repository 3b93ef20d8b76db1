-- How the last sync of a connection ended, who is syncing it now, and which ids were deleted.
alter table connections add column failure text;
alter table connections add column sync_lease_until timestamptz;
create index consents_tenant on consents (tenant_id, id);

-- Keyed hashes only: they tell that an id existed, and nothing about whose it was.
create table deleted_ids (
  hash text primary key,
  deleted_at timestamptz not null
);
