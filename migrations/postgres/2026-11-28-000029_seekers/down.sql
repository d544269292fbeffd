alter table endpoint drop column old_until;
alter table endpoint drop column old_sealed;
alter table endpoint drop column old_wrapped;
drop index delivery_subject;
alter table delivery drop constraint delivery_forgotten;
drop index account_role;
drop index profile_shared;
drop table seeker;
drop table seeker_platform;
