-- Clients of the identity server. A secret is sealed, never hashed: HMAC assertions and request objects need it back.
create table oidc_clients (
  id text primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  name text not null,
  secret_sealed jsonb,
  metadata jsonb not null,
  settings jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index oidc_clients_tenant on oidc_clients (tenant_id, created_at);

create function announce_oidc_client() returns trigger language plpgsql as $$
begin
  perform pg_notify('oidc_clients_changed', coalesce(new.id, old.id));
  return null;
end $$;
create trigger oidc_clients_changed after insert or update or delete on oidc_clients
  for each row execute function announce_oidc_client();

-- What the identity server keeps between requests: sessions, interactions, codes, grants, pushed requests. Ids of codes and
-- tokens are stored as hashes.
create table oidc_artifacts (
  kind text not null,
  id_hash text not null,
  payload jsonb not null,
  grant_id text,
  uid text,
  expires_at timestamptz not null,
  consumed_at timestamptz,
  primary key (kind, id_hash)
);
create index oidc_artifacts_grant on oidc_artifacts (grant_id) where grant_id is not null;
create index oidc_artifacts_uid on oidc_artifacts (uid) where uid is not null;
create index oidc_artifacts_due on oidc_artifacts (expires_at);

-- Assertions that were used. Unlogged: after a crash they are forgotten, and each lives minutes at most.
create unlogged table oidc_used_assertions (
  hash text primary key,
  expires_at timestamptz not null
);
create index oidc_used_assertions_due on oidc_used_assertions (expires_at);

-- One journey started by an authorization request: whose it is, which link it opened last, and what came of it. Kept as long
-- as its grant, because the ID tokens of later refreshes name the same connection.
create table oidc_journeys (
  uid text primary key,
  client_id text not null references oidc_clients (id) on delete cascade,
  tenant_id uuid not null references tenants (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  link_id uuid not null references links (id) on delete cascade,
  intent jsonb not null,
  grant_id text,
  outcome jsonb,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index oidc_journeys_grant on oidc_journeys (grant_id) where grant_id is not null;
create index oidc_journeys_due on oidc_journeys (expires_at);

-- `client`: made by the integrator; `user`: made by a one-time flow.
alter table users add column managed_by text not null default 'client' check (managed_by in ('client', 'user'));
alter table users add column oidc_client_id text;
alter table users add column last_accessed_at timestamptz;
