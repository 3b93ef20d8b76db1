-- Activation in two steps: a one-time password over another channel, and a device that waits until an operator confirms it.
alter table activation_codes add column one_time_hash text;
alter table activation_codes add column awaits_commit boolean not null default false;
