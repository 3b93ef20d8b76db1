-- Where two people lift a lock, two people make the code that would be the way around it.
alter table unlock_requests drop constraint unlock_requests_kind_check;
alter table unlock_requests add constraint unlock_requests_kind_check
  check (kind in ('user', 'device', 'pin', 'activation', 'reactivation', 'add_user'));

-- Address of the operator who confirmed the code; null: it was made by one.
alter table activation_codes add column confirmed_by text;
