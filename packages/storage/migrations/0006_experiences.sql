-- How a tenant's connect pages look and behave, in versions that never change; and how long a session may idle.
create table experiences (
  id uuid primary key,
  tenant_id uuid not null references tenants (id),
  latest_version integer not null,
  created_at timestamptz not null,
  archived_at timestamptz
);
create index experiences_tenant on experiences (tenant_id, id);

create table experience_versions (
  experience_id uuid not null references experiences (id) on delete cascade,
  version integer not null,
  settings jsonb not null,
  created_at timestamptz not null,
  primary key (experience_id, version)
);

alter table sessions add column idle_ms integer not null default 600000;
