-- Webhooks: endpoints, what is to be delivered to them, and every attempt. Deliveries are written with the events they tell of.
create table webhook_endpoints (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  kind text not null check (kind in ('native', 'connect')),
  url text not null,
  description text not null default '',
  event_types text[] not null default '{}',
  keys jsonb not null default '[]',
  created_at timestamptz not null,
  last_success_at timestamptz,
  leased_until timestamptz,
  disabled_at timestamptz,
  disabled_reason text,
  removed_at timestamptz
);
create index webhook_endpoints_tenant on webhook_endpoints (tenant_id, id) where removed_at is null and kind = 'native';
create unique index webhook_endpoints_connect on webhook_endpoints (tenant_id, url) where kind = 'connect';

-- What a Connect link asked of its webhooks.
create table connect_webhooks (
  link_id uuid primary key references links (id) on delete cascade,
  endpoint_id uuid not null references webhook_endpoints (id) on delete cascade,
  content_type text not null,
  consumer_id text,
  data jsonb,
  headers_sealed jsonb
);

-- Partner secrets sign the webhooks of Connect links; sealed by the vault, and known by the hash they belong to.
create table webhook_partner_secrets (
  tenant_id uuid primary key references tenants (id) on delete cascade,
  secret_hash text not null,
  sealed jsonb not null
);

create table webhook_deliveries (
  id uuid primary key,
  no bigint generated always as identity unique,
  tenant_id uuid not null,
  endpoint_id uuid not null references webhook_endpoints (id) on delete cascade,
  user_id uuid references users (id) on delete cascade,
  session_id uuid,
  link_id uuid,
  event_type text not null,
  message_id text not null,
  body text not null,
  -- Deliveries of one endpoint and line are made in the order of their numbers; null: no order.
  line uuid,
  status text not null default 'pending' check (status in ('pending', 'delivered', 'dead')),
  attempts_made integer not null default 0,
  next_attempt_at timestamptz,
  replay_of uuid,
  created_at timestamptz not null,
  completed_at timestamptz
);
create index webhook_deliveries_due on webhook_deliveries (next_attempt_at) where status = 'pending';
create index webhook_deliveries_queue on webhook_deliveries (endpoint_id, no) where status = 'pending';
create index webhook_deliveries_line on webhook_deliveries (endpoint_id, line, no) where status = 'pending';
create index webhook_deliveries_log on webhook_deliveries (tenant_id, no desc);
create index webhook_deliveries_endpoint on webhook_deliveries (endpoint_id, no desc);
create index webhook_deliveries_user on webhook_deliveries (user_id) where user_id is not null;
create index webhook_deliveries_old on webhook_deliveries (completed_at) where status <> 'pending';

create table webhook_attempts (
  delivery_id uuid not null references webhook_deliveries (id) on delete cascade,
  no integer not null,
  started_at timestamptz not null,
  duration_ms integer not null,
  outcome text not null,
  status integer,
  detail text not null,
  primary key (delivery_id, no)
);
