-- The authenticator: codes, devices, PIN tries, sessions, operations, messages, properties, app versions and the audit trail.
-- Of codes and tokens only keyed or plain hashes are stored; PIN records open nothing without the Kms.

create table activation_codes (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  code_hash text not null unique,
  purpose text not null check (purpose in ('activation', 'reactivation', 'add_user')),
  channel text not null check (channel in ('screen', 'letter')),
  state text not null check (state in ('CREATED', 'USED', 'EXPIRED', 'REVOKED', 'BURNED')),
  tries integer not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  settled_at timestamptz
);
create index activation_codes_user on activation_codes (user_id, created_at);

create table devices (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  name text not null,
  jkt text not null,
  public_key jsonb not null,
  encryption_key jsonb not null,
  -- Null: no PIN was ever set (activated with a token).
  pin_record text,
  suite text not null,
  lock jsonb not null,
  admin_lock jsonb,
  app_name text not null,
  app_version text not null,
  push_token jsonb,
  seed_id text,
  seed jsonb,
  atc integer not null default 0,
  -- The first code of a guided resynchronisation; the next one must follow it.
  atc_candidate integer,
  -- Until when the device key alone may open a session; a change of PIN ends it.
  grant_until timestamptz,
  created_at timestamptz not null,
  last_used_at timestamptz,
  removed_at timestamptz
);
create index devices_user on devices (user_id, created_at);
create unique index devices_name on devices (user_id, lower(name)) where removed_at is null;
-- One key is one device: a second activation with it is refused.
create unique index devices_key on devices (tenant_id, user_id, jkt) where removed_at is null;

-- An administrator's lock of everything a person has.
create table device_user_locks (
  user_id uuid primary key references users (id) on delete cascade,
  tenant_id uuid not null references tenants (id) on delete cascade,
  admin_lock jsonb not null
);

-- An activation between its two messages.
create table device_activations (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  code_id uuid not null references activation_codes (id) on delete cascade,
  device_id uuid not null,
  purpose text not null,
  jkt text not null,
  public_key jsonb not null,
  app_name text not null,
  app_version text not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- A use of a PIN between its two messages. Counted as wrong from the start. No device: it can only end wrong.
create table pin_tries (
  id uuid primary key,
  tenant_id uuid references tenants (id) on delete cascade,
  user_id uuid references users (id) on delete cascade,
  device_id uuid references devices (id) on delete cascade,
  jkt text not null,
  purpose text not null check (purpose in ('login', 'change', 'operation')),
  operation_id uuid,
  server_state jsonb not null,
  if_wrong jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  settled_at timestamptz,
  outcome text not null default 'open' check (outcome in ('open', 'right', 'wrong'))
);
create index pin_tries_user on pin_tries (user_id, created_at) where outcome <> 'right';
create index pin_tries_due on pin_tries (expires_at);

create table device_sessions (
  token_hash text primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  device_id uuid not null references devices (id) on delete cascade,
  jkt text not null,
  factor text not null check (factor in ('pin', 'token', 'key')),
  otp_hash text not null unique,
  otp_expires_at timestamptz not null,
  otp_used_at timestamptz,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index device_sessions_user on device_sessions (user_id) where ended_at is null;

-- Proofs that were used. Unlogged: after a crash they are forgotten, and each is good for minutes at most.
create unlogged table device_proofs (
  hash text primary key,
  expires_at timestamptz not null
);
create index device_proofs_due on device_proofs (expires_at);

-- What a device is to be told, in order.
create table device_events (
  seq bigint generated always as identity primary key,
  device_id uuid not null references devices (id) on delete cascade,
  name text not null,
  payload jsonb not null,
  created_at timestamptz not null
);
create index device_events_device on device_events (device_id, seq);

create table operations (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  -- Null: whichever of the person's devices answers first.
  device_id uuid references devices (id) on delete cascade,
  external_id text,
  template text,
  banner text not null,
  text text not null,
  data jsonb not null,
  factor text not null check (factor in ('PIN', 'TOKEN', 'NONE')),
  token_hash text,
  token_failures integer not null default 0,
  number_match text,
  audit_message text,
  state text not null,
  reason text,
  created_at timestamptz not null,
  deadline timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  approval text,
  receipt text,
  unique (tenant_id, external_id)
);
create index operations_tenant on operations (tenant_id, id);
create index operations_user on operations (user_id, id);
create index operations_due on operations (tenant_id, deadline) where decided_at is null;

-- What each device was given of an operation, and what it has proved.
create table operation_views (
  operation_id uuid not null references operations (id) on delete cascade,
  device_id uuid not null references devices (id) on delete cascade,
  nonce text not null,
  signed text not null,
  proved_at timestamptz,
  created_at timestamptz not null,
  primary key (operation_id, device_id)
);

create table device_messages (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  device_id uuid references devices (id) on delete cascade,
  kind text not null check (kind in ('INFO', 'WARNING', 'ERROR')),
  banner text not null,
  text text not null,
  created_at timestamptz not null,
  delivered_at timestamptz,
  read_at timestamptz,
  read_by uuid
);
create index device_messages_user on device_messages (user_id, id);
create index device_messages_tenant on device_messages (tenant_id, id);

create table device_properties (
  tenant_id uuid not null references tenants (id) on delete cascade,
  owner text not null check (owner in ('DEVICE', 'USER', 'GROUP')),
  -- Of a device or user its id, of the group the tenant's.
  owner_id uuid not null,
  key text not null,
  sealed jsonb,
  value text,
  type text not null check (type in ('OCTET_STRING', 'UTF8_STRING')),
  ttl bigint not null,
  flags bigint not null,
  version integer not null,
  updated_at timestamptz not null,
  primary key (tenant_id, owner, owner_id, key)
);

create table app_versions (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  app_name text not null,
  version text not null,
  -- major, minor and build for ordering
  ordinal integer[] not null,
  state text not null check (state in ('REGISTERED', 'WITHDRAWN')),
  mandatory_from timestamptz,
  update_url text not null,
  info_url text not null,
  digest text not null,
  created_at timestamptz not null,
  unique (tenant_id, app_name, version)
);

-- The trail: one chain per tenant. Rows are never changed or removed; the head is locked while a row is added.
create table audit_heads (
  tenant_id uuid primary key,
  no bigint not null,
  hash text not null
);
create table audit_rows (
  tenant_id uuid not null,
  no bigint not null,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text not null,
  data jsonb not null,
  previous_hash text not null,
  hash text not null,
  primary key (tenant_id, no)
);
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only';
end $$;
create trigger audit_rows_stay before update or delete or truncate on audit_rows for each statement execute function refuse_audit_change();
