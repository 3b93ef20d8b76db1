-- A new device that waits until an operator confirms it: a state of its own. Its lock only keeps it out, also where the release
-- before still runs; what the lock says decides nothing any more.
alter table devices add column awaits_commit_since timestamptz;
update devices set awaits_commit_since = created_at
where removed_at is null
  and admin_lock ->> 'by' = 'activation'
  and admin_lock ->> 'reason' = 'The activation waits until it is confirmed.';
