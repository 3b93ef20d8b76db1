-- Which transaction wrote an event. Ids are made before the commit, so whoever follows the log by ids would miss what
-- commits late; by transactions, up to the oldest that is still running, nothing is missed.
alter table events add column tx xid8 not null default pg_current_xact_id();
create index events_tx on events (tx);
create index events_institution on events (tenant_id, (data #>> '{institution,id}'), id) where data #>> '{institution,id}' is not null;

-- What one session adds to every number; a function of its events alone.
create table session_facts (
  session_id uuid primary key,
  tenant_id uuid not null,
  user_id uuid,
  started_at timestamptz not null,
  device text not null,
  locale text not null,
  experience text not null,
  mode text not null,
  slices jsonb not null
);
create index session_facts_time on session_facts (tenant_id, started_at);

-- The sum of those, by quarter hours (every time zone's days begin with one) and by days of UTC.
create table analytics_rollups (
  tenant_id uuid not null,
  dimension text not null,
  value text not null,
  grain text not null check (grain in ('quarter', 'day')),
  bucket timestamptz not null,
  opened integer not null,
  tried integer not null,
  connected integer not null,
  ended integer not null,
  completed integer not null,
  attempts integer not null,
  failures integer not null,
  counts jsonb not null,
  primary key (tenant_id, dimension, grain, value, bucket)
);

-- How far the log has been read by what follows it.
create table log_readers (
  name text primary key,
  tx xid8 not null,
  read_at timestamptz not null
);
