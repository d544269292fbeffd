delete from setting where name = 'profiles';
drop table name_key;
drop table profile;
drop index person_helper;
alter table person drop column helper_id;
alter table person drop column wants_help;
alter table person drop column wants_work;
alter table person drop column status;
