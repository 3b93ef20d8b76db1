-- Secrets of clients whose time is over are looked for every few seconds, and are few.
create index oidc_clients_previous_secret on oidc_clients (previous_secret_until) where previous_secret_until is not null;
