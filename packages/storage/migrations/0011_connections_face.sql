-- Accounts that a client keeps by hand belong to a person, not to a connection; what a client changed stands beside what the bank said.
alter table accounts alter column connection_id drop not null;
alter table accounts
  add column user_id uuid references users (id) on delete cascade,
  add column edits jsonb not null default '{}',
  add column added_at timestamptz not null default now(),
  add column changed_at timestamptz not null default now(),
  add constraint accounts_owner check ((connection_id is null) = (user_id is not null));
create index accounts_user on accounts (user_id) where user_id is not null;

create function note_account_change() returns trigger language plpgsql as $$
begin
  if (new.kind, new.name, new.currency, new.status, new.balance, new.available, new.details, new.edits)
    is distinct from (old.kind, old.name, old.currency, old.status, old.balance, old.available, old.details, old.edits) then
    new.changed_at := now();
  end if;
  return new;
end
$$;
create trigger accounts_change before update on accounts
  for each row execute function note_account_change();

-- One balance a day of every shared account.
create table account_balances (
  account_id uuid not null references accounts (id) on delete cascade,
  day date not null,
  amount numeric not null,
  primary key (account_id, day)
);
insert into account_balances (account_id, day, amount)
  select id, (balance_as_of at time zone 'UTC')::date, balance from accounts where balance is not null and selected;

create function note_account_balance() returns trigger language plpgsql as $$
begin
  if new.balance is not null and new.selected then
    insert into account_balances (account_id, day, amount) values (new.id, (new.balance_as_of at time zone 'UTC')::date, new.balance)
    on conflict (account_id, day) do update set amount = excluded.amount;
  end if;
  return null;
end
$$;
create trigger accounts_balance after insert or update of balance, balance_as_of, selected on accounts
  for each row execute function note_account_balance();

alter table transactions
  add column edits jsonb not null default '{}',
  add column created_at timestamptz not null default now(),
  add column modified_at timestamptz not null default now();

create function note_transaction_edit() returns trigger language plpgsql as $$
begin
  if (new.amount, new.currency, new.description, new.category, new.status, new.transacted_at, new.posted_at, new.edits)
    is distinct from (old.amount, old.currency, old.description, old.category, old.status, old.transacted_at, old.posted_at, old.edits) then
    new.modified_at := now();
  end if;
  return new;
end
$$;
create trigger transactions_edit before update on transactions
  for each row execute function note_transaction_edit();

-- Connecting without a page of ours: the client brings back what the bank said.
create table auth_requests (
  id uuid primary key,
  tenant_id uuid not null references tenants (id) on delete cascade,
  client_id text not null,
  user_id uuid not null references users (id) on delete cascade,
  session_id uuid not null,
  bank_id text not null,
  scope text not null,
  redirect_uri text,
  bank_connection_id text,
  status text not null default 'pending' check (status in ('pending', 'complete', 'error', 'deleted')),
  -- Where the bank is, and the state it echoes; sealed.
  redirect_sealed jsonb,
  -- Finds the request when the bank sends the person to our return address.
  state_hash text unique,
  created_at timestamptz not null
);
create index auth_requests_client on auth_requests (tenant_id, client_id, created_at desc, id desc);
create index auth_requests_user on auth_requests (user_id);

-- A consent with an end of its own choosing is not renewed without the bank.
alter table consents
  add column own_expiry boolean not null default false,
  add column auth_request_id uuid;

-- The fleet of a tenant, in the order of its ids.
create index connections_fleet on connections (tenant_id, id) where status = 'active';
