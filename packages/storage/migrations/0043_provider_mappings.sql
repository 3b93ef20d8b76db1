-- Institutions as providers name them, mapped by an operator; beside what the lists themselves say.
-- An institution's list may change without touching these.
create table provider_mappings (
  provider text not null,
  provider_institution_id text not null,
  institution_id uuid not null references institutions (id) on delete cascade,
  entry jsonb not null,
  mapped_at timestamptz not null,
  primary key (provider, provider_institution_id)
);
create index provider_mappings_institution on provider_mappings (institution_id);
