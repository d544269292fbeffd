-- Takes back what people are found by of the work they look for; such facts stay in the ledger, which only grows.
drop index profile_sought_3;
drop index profile_sought_2;
drop index profile_sought_1;
alter table profile drop column profile_shared;
alter table profile drop column available_on;
alter table profile drop column sought_form;
alter table profile drop column sought_in;
alter table profile drop column pay_from;
alter table profile drop column sought_3;
alter table profile drop column sought_2;
alter table profile drop column sought_1;
alter table fact drop constraint fact_job_sought;
-- So that the program derives profiles anew.
delete from setting where name = 'profiles';
