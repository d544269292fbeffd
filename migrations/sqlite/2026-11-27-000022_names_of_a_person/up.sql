-- Whether a person has a name that begins so is read off an index alone: among thousands of a name, a list asks that person by
-- person until its page is full. Its twin lies in migrations/postgres.
drop index name_key_person;
create index name_key_of on name_key (person_id, key);
