-- What a sync writes touches no index it does not need, and checks nothing twice.

-- Only sandbox tenants have a clock of their own; all others are claimed by the machine's.
alter table connections add column own_clock boolean not null default false;
update connections k set own_clock = true from tenants t where t.id = k.tenant_id and (t.sandbox or t.clock_offset_ms > 0);

create function note_own_clock() returns trigger language plpgsql as $$
begin
  select t.sandbox or t.clock_offset_ms > 0 into new.own_clock from tenants t where t.id = new.tenant_id;
  new.own_clock := coalesce(new.own_clock, false); -- an unknown tenant is refused by its key
  return new;
end
$$;
create trigger connections_own_clock before insert on connections for each row execute function note_own_clock();

create function give_own_clock() returns trigger language plpgsql as $$
begin
  update connections set own_clock = true where tenant_id = new.id and not own_clock;
  return null;
end
$$;
create trigger tenants_own_clock after update of sandbox, clock_offset_ms on tenants
  for each row when ((new.sandbox or new.clock_offset_ms > 0) and not (old.sandbox or old.clock_offset_ms > 0)) execute function give_own_clock();

drop index connections_tenant_due_sync;
drop index connections_tenant_due_check;
create index connections_own_due_sync on connections (tenant_id, next_sync_at) where own_clock and status = 'active' and next_sync_at is not null;
create index connections_own_due_check on connections (tenant_id, next_check_at) where own_clock and status = 'active' and next_check_at is not null;

-- Only what a session has not finished is looked up by it.
drop index connections_session;
create index connections_session on connections (session_id) where status = 'pending';
drop index events_session;
create index events_session on events (session_id, seq) where session_id is not null;

-- A run is written when it begins and when it ends; the second time, longer, it stays on its page and index entries.
drop index sync_runs_running;
alter table sync_runs set (fillfactor = 30);
alter table sync_runs drop constraint sync_runs_user_id_fkey; -- it goes with its connection, and that with its person
alter table accounts set (fillfactor = 80);

-- Once for all accounts of a statement.
create function note_account_balances() returns trigger language plpgsql as $$
begin
  insert into account_balances (account_id, day, amount)
  select id, (balance_as_of at time zone 'UTC')::date, balance from written where balance is not null and selected
  on conflict (account_id, day) do update set amount = excluded.amount where account_balances.amount is distinct from excluded.amount;
  return null;
end
$$;
drop trigger accounts_balance on accounts;
create trigger accounts_balance_added after insert on accounts
  referencing new table as written for each statement execute function note_account_balances();
create trigger accounts_balance_changed after update on accounts
  referencing new table as written for each statement execute function note_account_balances();
drop function note_account_balance();

alter table transactions
  alter column added_xid set default pg_current_xact_id()::text::bigint,
  alter column changed_xid set default pg_current_xact_id()::text::bigint;
drop trigger transactions_change on transactions;
create trigger transactions_change before update on transactions
  for each row execute function note_transaction_change();
