-- Hours the data of an account should be younger than, where a client set them for this one; null: those of its type.
alter table accounts add column freshness_target_hours smallint;
-- When its listing (account and balance) last came although transactions of its connection did not.
alter table accounts add column listed_at timestamptz;
