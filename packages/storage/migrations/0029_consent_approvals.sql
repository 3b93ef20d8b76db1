-- The operation whose signed receipt a consent rests on; null: no approval was wanted.
alter table consents add column operation_id uuid references operations (id) on delete set null;
