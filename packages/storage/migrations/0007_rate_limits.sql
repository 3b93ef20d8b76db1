-- Counts of requests that all servers share (ADR 0004). Unlogged: a count lost in a crash is worth less than a write-ahead per request.
create unlogged table rate_limits (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
create index rate_limits_expire on rate_limits (expire);
