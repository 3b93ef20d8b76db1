-- What changed since when. A row carries the database transaction that brought it and the one that last changed it:
-- unlike a counter or a clock, the ids below a snapshot's xmin are complete, so a reader that stops there misses nothing.
alter table transactions
  add column added_xid bigint not null default 0,
  add column changed_xid bigint not null default 0;
create index transactions_changes on transactions (account_id, changed_xid, id);

create table removed_transactions (
  account_id uuid not null references accounts (id) on delete cascade,
  id uuid not null,
  removed_xid bigint not null,
  primary key (account_id, id)
);
create index removed_transactions_changes on removed_transactions (account_id, removed_xid, id);

create function note_transaction_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    new.added_xid := pg_current_xact_id()::text::bigint;
    new.changed_xid := new.added_xid;
  elsif (new.amount, new.currency, new.description, new.category, new.status, new.transacted_at, new.posted_at)
    is distinct from (old.amount, old.currency, old.description, old.category, old.status, old.transacted_at, old.posted_at) then
    new.changed_xid := pg_current_xact_id()::text::bigint;
  end if;
  return new;
end
$$;
create trigger transactions_change before insert or update on transactions
  for each row execute function note_transaction_change();

-- Rows that go with their account leave nothing behind: nobody may ask for them any more.
create function note_removed_transactions() returns trigger language plpgsql as $$
begin
  insert into removed_transactions (account_id, id, removed_xid)
  select gone.account_id, gone.id, pg_current_xact_id()::text::bigint
  from gone
  join accounts on accounts.id = gone.account_id
  on conflict do nothing;
  return null;
end
$$;
create trigger transactions_removed after delete on transactions
  referencing old table as gone
  for each statement execute function note_removed_transactions();

-- Which link a one-time token opened, so that a reload of its address finds the same session.
alter table widget_tokens add column link_id uuid references links (id) on delete set null;

-- Whose tokens of which issuer and audience stand for a tenant: settings -> tokenIssuers [{issuer, audience}].
create index tenants_token_issuers on tenants using gin ((settings -> 'tokenIssuers') jsonb_path_ops);
