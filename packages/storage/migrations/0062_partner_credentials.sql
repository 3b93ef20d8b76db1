-- The app key and the partner secret before go on working for a while too, like an API token that was replaced.
alter table tenants
  add column previous_app_key_hash text,
  add column previous_app_key_until timestamptz,
  add column previous_partner_secret_hash text,
  add column previous_partner_secret_until timestamptz;
