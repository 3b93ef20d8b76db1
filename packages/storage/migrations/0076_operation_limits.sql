-- What an operation demands beside its factor. token_failures counts the tries at whichever factor is asked for.
alter table operations
  add column retrieve_by timestamptz,
  add column max_failures smallint check (max_failures between 1 and 5),
  add column risk_flags jsonb not null default '[]';
