-- The piece of work a consent was given by: done again after a kill it is the same consent.
alter table consents add column effect_id uuid;
create unique index consents_effect on consents (connection_id, effect_id) where effect_id is not null;
