-- A code may let its person register the version of the app it is used in: how a release reaches its first device.
alter table activation_codes add column registers_app boolean not null default false;
