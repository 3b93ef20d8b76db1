-- Operators of the console: who they are, the links that make them, their sessions, and tries to sign in.
-- Passwords are argon2id hashes, TOTP secrets are sealed by the vault, links and sessions are known by the hash of their token.
create table operators (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  email text not null,
  role text not null check (role in ('viewer', 'support', 'admin')),
  password_hash text not null,
  totp jsonb not null,
  -- The last time step a code was used of: each code signs in once.
  totp_step bigint not null,
  created_at timestamptz not null,
  last_signed_in_at timestamptz
);
create unique index operators_email on operators (lower(email));
create index operators_tenant on operators (tenant_id, id);

-- One-time links: for a new operator (with the address or without), or for one who needs a new password.
create table operator_invitations (
  token_hash text primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  operator_id uuid not null,
  email text,
  role text not null check (role in ('viewer', 'support', 'admin')),
  totp jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index operator_invitations_tenant on operator_invitations (tenant_id) where used_at is null;

create table operator_sessions (
  token_hash text primary key,
  operator_id uuid not null references operators (id) on delete cascade,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index operator_sessions_operator on operator_sessions (operator_id);
create index operator_sessions_due on operator_sessions (expires_at);

-- Tries by the hash of the address, known or not: a lock tells nobody who is an operator.
create table operator_tries (
  email_hash text primary key,
  tries integer not null,
  until timestamptz not null
);
create index operator_tries_due on operator_tries (until);

-- The console lists sessions of a tenant, newest first (ids are in the order of time).
create index sessions_tenant on sessions (tenant_id, id desc);
create index sessions_user on sessions (user_id, id desc);
create index webhook_deliveries_session on webhook_deliveries (session_id) where session_id is not null;
