-- How many webhooks of one connection were made for an endpoint: receivers see by the number what came late and what never came.
create table webhook_sequences (
  endpoint_id uuid not null references webhook_endpoints (id) on delete cascade,
  connection_id uuid not null references connections (id) on delete cascade,
  last bigint not null,
  primary key (endpoint_id, connection_id)
);
create index webhook_sequences_connection on webhook_sequences (connection_id);
alter table webhook_deliveries add column sequence bigint;
