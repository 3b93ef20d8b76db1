-- Where tenants want their log sent on to. Each sink has a place of its own in the log, by transaction and id as other readers have.
create table event_sinks (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  kind text not null check (kind in ('segment', 'posthog', 'otlp_logs', 'nats')),
  url text not null,
  -- Of NATS only.
  subject text,
  -- Keys, headers and passwords, sealed by the vault.
  sealed jsonb not null,
  event_types text[] not null,
  description text not null default '',
  created_at timestamptz not null,
  paused boolean not null default false,
  at_tx xid8 not null,
  at_id uuid not null,
  leased_until timestamptz,
  last_success_at timestamptz,
  -- How many events it is given at once: halved by a failure, doubled by a success.
  batch integer not null default 200,
  failures integer not null default 0,
  last_error text,
  next_try_at timestamptz
);
create index event_sinks_tenant on event_sinks (tenant_id, id);
