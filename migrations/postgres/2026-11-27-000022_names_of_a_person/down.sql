drop index name_key_of;
create index name_key_person on name_key (person_id);
