-- People who want to hear when a bank is back; gone once their tenant was told.
create table recovery_wishes (
  tenant_id uuid not null references tenants (id) on delete cascade,
  institution_id uuid not null references institutions (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  session_id uuid not null,
  requested_at timestamptz not null,
  primary key (tenant_id, institution_id, user_id)
);
create index recovery_wishes_user on recovery_wishes (user_id);
create index recovery_wishes_institution on recovery_wishes (institution_id);
