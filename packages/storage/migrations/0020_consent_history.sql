-- How far back a consent reaches, where the request chose it; nothing older is read over the connection.
alter table consents add column history_from timestamptz;
