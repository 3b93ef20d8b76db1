-- Apps of a tenant by name. Whoever has a version here is known without a row; the row keeps an app known that lost its last version,
-- and says that a whole app was withdrawn.
create table apps (
  tenant_id uuid not null references tenants (id) on delete cascade,
  name text not null,
  state text not null check (state in ('REGISTERED', 'WITHDRAWN')),
  created_at timestamptz not null,
  primary key (tenant_id, name)
);
insert into apps (tenant_id, name, state, created_at)
select tenant_id, app_name, 'REGISTERED', min(created_at)
from app_versions
group by tenant_id, app_name;
