-- Texts of operations and messages that a tenant keeps here, and the gateways that push to platforms other than Web Push.

create table device_templates (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  kind text not null check (kind in ('operation', 'message')),
  name text not null,
  -- By language tag: {banner, text}.
  texts jsonb not null,
  -- The tag that is used where none of the wanted ones is there.
  fallback text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (tenant_id, kind, name)
);

create table push_gateways (
  tenant_id uuid not null references tenants (id) on delete cascade,
  prefix text not null check (prefix in ('APN', 'FCM', 'FCMF', 'HPK')),
  url text not null,
  -- What its requests are signed with, sealed by the vault.
  keys jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, prefix)
);
