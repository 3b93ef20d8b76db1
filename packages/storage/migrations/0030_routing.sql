-- Why a connection's aggregator was chosen, as it was decided; null: made before there was a choice.
alter table connections add column routing json;
