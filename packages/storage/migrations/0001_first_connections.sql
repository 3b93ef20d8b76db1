-- Tenants, people, institutions, links, sessions, the event log, connections and their data.
create table tenants (
  id uuid primary key,
  no bigint generated always as identity unique,
  slug text not null unique,
  name text not null,
  partner_secret_hash text not null,
  app_key_hash text not null,
  api_token_hash text not null unique,
  policy_url text,
  origins text[] not null default '{}',
  settings jsonb not null default '{}',
  failed_auth integer not null default 0,
  locked_at timestamptz
);

create table partner_tokens (
  token_hash text primary key,
  tenant_id uuid not null references tenants (id),
  expires_at timestamptz not null
);

create table users (
  id uuid primary key,
  no bigint generated always as identity unique,
  tenant_id uuid not null references tenants (id),
  external_id text,
  hex_id char(24) not null unique,
  profile jsonb not null default '{}',
  created_at timestamptz not null,
  unique (tenant_id, external_id)
);

create table institutions (
  id uuid primary key,
  no bigint generated always as identity unique,
  slug text not null unique,
  source text not null,
  checksum text not null,
  record jsonb not null
);
create index institutions_source on institutions (source);

create table links (
  id uuid primary key,
  tenant_id uuid not null references tenants (id),
  user_id uuid not null references users (id) on delete cascade,
  kind text not null,
  vocabulary text not null check (vocabulary in ('connect', 'widget')),
  token_hash text not null unique,
  single_use boolean not null default false,
  options jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  spent_at timestamptz
);

create table widget_tokens (
  token_hash text primary key,
  tenant_id uuid not null references tenants (id),
  user_external_id text not null,
  params jsonb,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table sessions (
  id uuid primary key,
  tenant_id uuid not null references tenants (id),
  link_id uuid not null references links (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  hex_id char(64) not null unique,
  handle_hash text not null unique,
  revision integer not null default 1,
  flow jsonb not null,
  last_seq integer not null default 0,
  pending_effect jsonb,
  pending_since timestamptz,
  secrets jsonb not null default '{}',
  oauth_correlation_hash text unique,
  tab_id text,
  last_input_at timestamptz not null,
  last_seen_at timestamptz not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  end_reason text
);
create index sessions_open on sessions (expires_at) where ended_at is null;
create index sessions_pending on sessions (pending_since) where pending_since is not null;

create table events (
  id uuid not null,
  tenant_id uuid not null,
  session_id uuid,
  user_id uuid,
  seq integer not null,
  type text not null,
  attempt_id uuid,
  step text not null,
  data jsonb not null,
  occurred_at timestamptz not null,
  primary key (id)
) partition by range (id);
create table events_default partition of events default;
create index events_session on events (session_id, seq);
create index events_tenant on events (tenant_id, id);

create table connections (
  id uuid primary key,
  no bigint generated always as identity unique,
  tenant_id uuid not null references tenants (id),
  user_id uuid not null references users (id) on delete cascade,
  institution_id uuid not null,
  provider text not null,
  kind text not null,
  bank_connection_id text not null unique,
  session_id uuid,
  status text not null default 'pending' check (status in ('pending', 'active', 'removed')),
  job_types text[] not null,
  access_sealed jsonb,
  error text,
  created_at timestamptz not null,
  last_synced_at timestamptz,
  last_updated_at timestamptz,
  removed_at timestamptz
);
create index connections_user on connections (tenant_id, user_id);
create index connections_session on connections (session_id);

create table consents (
  id uuid primary key,
  tenant_id uuid not null,
  user_id uuid not null references users (id) on delete cascade,
  connection_id uuid not null references connections (id) on delete cascade,
  job_types text[] not null,
  text jsonb not null,
  given_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index consents_connection on consents (connection_id, given_at);

create table accounts (
  id uuid primary key,
  no bigint generated always as identity unique,
  tenant_id uuid not null,
  connection_id uuid not null references connections (id) on delete cascade,
  stable_id text not null,
  kind text not null,
  name text not null,
  currency text not null,
  masked text not null,
  status text not null,
  balance numeric,
  available numeric,
  balance_as_of timestamptz not null,
  details jsonb not null,
  number_sealed jsonb,
  selected boolean not null default false,
  unique (connection_id, stable_id)
);

create table owners (
  connection_id uuid not null references connections (id) on delete cascade,
  stable_id text not null,
  data jsonb not null,
  primary key (connection_id, stable_id)
);

create table transactions (
  id uuid primary key,
  no bigint generated always as identity,
  tenant_id uuid not null,
  account_id uuid not null references accounts (id) on delete cascade,
  stable_id text not null,
  amount numeric not null,
  currency text not null,
  description text not null,
  category text,
  status text not null,
  transacted_at timestamptz not null,
  posted_at timestamptz,
  unique (account_id, stable_id)
);
create index transactions_time on transactions (account_id, transacted_at desc, id desc);

create table idempotency_keys (
  tenant_id uuid not null,
  route text not null,
  key text not null,
  request_hash text not null,
  status integer,
  body jsonb,
  created_at timestamptz not null default now(),
  primary key (tenant_id, route, key)
);
