-- Passkeys of operators: a second factor beside the codes of an app. Only public keys are stored.
create table operator_passkeys (
  id uuid primary key,
  operator_id uuid not null references operators (id) on delete cascade,
  credential_id text not null unique,
  public_key bytea not null,
  -- As the key reported it last; a key that counts must count on, or it was copied.
  counter bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index operator_passkeys_operator on operator_passkeys (operator_id, id);

-- What a passkey is asked to sign: once, within minutes. Null: whoever signs in, as nobody is known yet.
create table operator_challenges (
  challenge text primary key,
  operator_id uuid references operators (id) on delete cascade,
  expires_at timestamptz not null
);
create index operator_challenges_due on operator_challenges (expires_at);
