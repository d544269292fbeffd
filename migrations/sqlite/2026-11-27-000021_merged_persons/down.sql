drop index person_merged_into;
alter table person drop column merged_into;
