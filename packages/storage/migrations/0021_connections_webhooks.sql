-- Webhooks of the Connections face: one address for each client of the identity server.
alter table webhook_endpoints drop constraint webhook_endpoints_kind_check;
alter table webhook_endpoints
  add constraint webhook_endpoints_kind_check check (kind in ('native', 'connect', 'connections')),
  add column client_id text references oidc_clients (id) on delete cascade,
  add column format text check (format in ('json', 'jwt'));
create unique index webhook_endpoints_client on webhook_endpoints (client_id) where kind = 'connections';
create index webhook_endpoints_connections on webhook_endpoints (tenant_id) where kind = 'connections' and removed_at is null;
