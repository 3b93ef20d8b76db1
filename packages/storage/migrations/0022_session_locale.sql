-- The language a session speaks, chosen as it begins; consents and alerts are recorded in it.
alter table sessions add column locale text not null default 'en';

-- One-time tokens that are over are forgotten.
create index widget_tokens_expiry on widget_tokens (expires_at);

-- Notifications of consents go to addresses of their own.
alter table webhook_endpoints drop constraint webhook_endpoints_kind_check;
alter table webhook_endpoints add constraint webhook_endpoints_kind_check check (kind in ('native', 'connect', 'connections', 'consent'));
create index webhook_endpoints_consent on webhook_endpoints (tenant_id, id) where kind = 'consent' and removed_at is null;
