-- Syncs: when each connection is due, what every sync came to, breakers of providers, and the clock of sandbox tenants.
-- All times of this file but leases are in the tenant's clock.
alter table tenants
  add column sandbox boolean not null default false,
  add column clock_offset_ms bigint not null default 0 check (clock_offset_ms >= 0);

alter table connections
  add column next_sync_at timestamptz,
  -- When time alone changes the state or a reminder is due. New rows and new consents are looked at soon.
  add column next_check_at timestamptz,
  -- Waits for the breaker of its provider: no time is due until that closes.
  add column parked boolean not null default false,
  add column failures integer not null default 0,
  add column failing_since timestamptz,
  add column failing_paused_since timestamptz,
  add column manual_allowed_at timestamptz,
  add column budget_day date,
  add column budget_attended integer not null default 0,
  add column budget_unattended integer not null default 0,
  -- Transactions older than this are still to be read.
  add column older_until timestamptz,
  -- Of the last answer, so that one that says nothing new costs no comparison.
  add column data_hash text,
  -- What was last told: state, action and how far reminders went.
  add column told jsonb not null default '{}';

create index connections_due_sync on connections (next_sync_at) where status = 'active' and next_sync_at is not null;
create index connections_due_check on connections (next_check_at) where status = 'active' and next_check_at is not null;
create index connections_tenant_due_sync on connections (tenant_id, next_sync_at) where status = 'active' and next_sync_at is not null;
create index connections_tenant_due_check on connections (tenant_id, next_check_at) where status = 'active' and next_check_at is not null;
create index connections_provider_failing on connections (tenant_id, institution_id, provider) where status = 'active' and (parked or failing_since is not null);

create table sync_runs (
  id uuid primary key,
  tenant_id uuid not null,
  user_id uuid not null references users (id) on delete cascade,
  connection_id uuid not null references connections (id) on delete cascade,
  trigger text not null,
  attended boolean not null,
  requested_by text,
  status text not null,
  failure text,
  stages jsonb not null default '[]',
  accounts jsonb not null default '[]',
  changes jsonb not null default '{}',
  created_at timestamptz not null,
  finished_at timestamptz
);
create index sync_runs_connection on sync_runs (connection_id, id desc);
create index sync_runs_user on sync_runs (user_id, id desc);
create index sync_runs_running on sync_runs (connection_id) where status = 'running';

-- One breaker for each institution of a provider and tenant (scope), as its times are in the tenant's clock.
create table provider_breakers (
  scope uuid not null,
  provider text not null,
  institution_id uuid not null,
  outages integer not null default 0,
  opened_at timestamptz,
  probe_at timestamptz,
  probes integer not null default 0,
  primary key (scope, provider, institution_id)
);

-- The bank stopped sending it; and when it last came through while others did not.
alter table accounts
  add column lost_at timestamptz,
  add column synced_at timestamptz;

-- A transaction that comes back gets its id again.
alter table removed_transactions add column stable_id text;
create index removed_transactions_stable on removed_transactions (account_id, stable_id);
create or replace function note_removed_transactions() returns trigger language plpgsql as $$
begin
  insert into removed_transactions (account_id, id, removed_xid, stable_id)
  select gone.account_id, gone.id, pg_current_xact_id()::text::bigint, gone.stable_id
  from gone
  join accounts on accounts.id = gone.account_id
  on conflict (account_id, id) do update set removed_xid = excluded.removed_xid, stable_id = excluded.stable_id;
  return null;
end
$$;

-- Whatever gives or ends a consent, the connection's state is looked at by the next scan.
create function check_connection_of_consent() returns trigger language plpgsql as $$
begin
  update connections set next_check_at = 'epoch' where id = new.connection_id;
  return null;
end
$$;
create trigger consents_check after insert or update on consents
  for each row execute function check_connection_of_consent();

-- Connections from before this release join the schedule.
update connections set next_sync_at = coalesce(last_synced_at, created_at) + interval '4 hours', next_check_at = 'epoch',
  failing_since = case when error is null then null else coalesce(last_updated_at, created_at) end
where status = 'active';

create function announce_tenant_clock() returns trigger language plpgsql as $$
begin
  perform pg_notify('tenant_clock', new.id::text);
  return null;
end
$$;
create trigger tenants_clock after update of clock_offset_ms on tenants
  for each row when (old.clock_offset_ms is distinct from new.clock_offset_ms) execute function announce_tenant_clock();
