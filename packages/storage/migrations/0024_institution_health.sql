-- What this installation's own traffic says of institutions. Only those that were ever worse than healthy have a row.
create table institution_health (
  institution_id uuid primary key references institutions (id) on delete cascade,
  state text not null check (state in ('healthy', 'degraded', 'down')),
  since timestamptz not null,
  answered integer not null,
  failed integer not null,
  judged_at timestamptz not null,
  -- Tenants that heard of the trouble, and so hear of its end.
  told uuid[] not null default '{}'
);
