-- Accounts of other authorities: SQLite can change no check of a column, so that the role moves into a new one, and so it does on
-- PostgreSQL to keep the columns in one order. Its twin lies in migrations/sqlite.
drop index account_role;
alter table account add column role_now text not null default 'auditor'
  check (role_now in ('city_administrator', 'district_supervisor', 'town_officer', 'community_caseworker',
                      'hiring_platform', 'department', 'auditor'));
update account set role_now = role;
alter table account drop column role;
alter table account rename column role_now to role;
create index account_role on account (role);

-- What came of messages of late, which is news to whoever helps.
create index message_settled on message (settled_at) where position is not null;
