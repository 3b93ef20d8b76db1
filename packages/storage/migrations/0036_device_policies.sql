-- What a tenant's policies for devices need: unlocks that wait for a second person, pauses after "this was not me", and operations
-- that want a fresh sign-in.

create table unlock_requests (
  tenant_id uuid not null references tenants (id) on delete cascade,
  kind text not null check (kind in ('user', 'device', 'pin')),
  -- The user or device whose lock it is.
  subject_id uuid not null,
  asked_by text not null,
  reason text not null,
  expires_at timestamptz not null,
  primary key (tenant_id, kind, subject_id)
);

alter table operations add column fresh_s integer;

-- Unattended syncs stand still from then on; null: they run.
alter table connections add column paused_at timestamptz;
