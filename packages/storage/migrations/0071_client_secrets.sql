-- The secret of a client before goes on working for a while too, like a credential of a tenant that was replaced.
alter table oidc_clients
  add column previous_secret_sealed jsonb,
  add column previous_secret_until timestamptz;
