-- Whose account it is, so that nobody handles an application of their own: keyed SM3 of the ID number, as in person. Its twin
-- lies in migrations/sqlite.
alter table account add column id_number_index bytea;
