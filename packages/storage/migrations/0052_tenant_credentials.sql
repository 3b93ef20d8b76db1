-- An API token that was replaced goes on working for a while, so that nothing stands still while the new one is put in place.
alter table tenants
  add column previous_api_token_hash text unique,
  add column previous_api_token_until timestamptz;
