-- A trail is read by what was done, by whom and to what, the latest first.
create index audit_rows_subject on audit_rows (tenant_id, subject, no);
create index audit_rows_actor on audit_rows (tenant_id, actor, no);
create index audit_rows_action on audit_rows (tenant_id, action text_pattern_ops, no);
