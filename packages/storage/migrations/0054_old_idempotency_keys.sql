-- Answers older than a day are forgotten by age.
create index idempotency_keys_age on idempotency_keys (created_at);
