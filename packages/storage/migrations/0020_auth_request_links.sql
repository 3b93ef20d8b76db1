-- An auth request opens a link like every other journey; at banks without pages of their own it has no session before the
-- person opens ours.
alter table auth_requests alter column session_id drop not null;
alter table auth_requests
  add column link_id uuid references links (id) on delete cascade,
  add column intent jsonb not null default '{}';
create index auth_requests_link on auth_requests (link_id) where link_id is not null;
