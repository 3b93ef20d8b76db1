-- The identity provider for devices: installations of an app (AST clients), nonces a device answers, approvals asked for by
-- a client's back end, and the languages of a device.

create table ast_clients (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  -- One installation is one key.
  jkt text not null,
  app_name text not null,
  app_version text not null,
  -- Null until a sign-in linked a person.
  user_id uuid references users (id) on delete cascade,
  device_id uuid references devices (id) on delete cascade,
  -- The client of the last sign-in, and its grant while the code has not been redeemed.
  oidc_client_id text,
  grant_id text,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  revoked_at timestamptz,
  unique (tenant_id, jkt)
);
create index ast_clients_tenant on ast_clients (tenant_id, id);
create index ast_clients_unlinked on ast_clients (last_seen_at) where device_id is null;

create table device_nonces (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  nonce_hash text not null unique,
  action text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  provided_at timestamptz,
  jkt text,
  device_id uuid references devices (id) on delete set null
);
create index device_nonces_due on device_nonces (expires_at);

-- An approval of the back channel: which operation answers which request. The id of the request is sealed, because it is a secret of
-- the client.
create table backchannel_approvals (
  operation_id uuid primary key references operations (id) on delete cascade,
  tenant_id uuid not null references tenants (id) on delete cascade,
  oidc_client_id text not null,
  request_sealed jsonb not null
);

alter table devices add column locales jsonb not null default '[]';
