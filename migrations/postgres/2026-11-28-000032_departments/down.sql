drop index message_settled;
drop index account_role;
alter table account add column role_was text not null default 'auditor'
  check (role_was in ('city_administrator', 'district_supervisor', 'town_officer', 'community_caseworker',
                      'hiring_platform', 'auditor'));
update account set role_was = role;
alter table account drop column role;
alter table account rename column role_was to role;
create index account_role on account (role);
