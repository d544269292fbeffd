-- The row that every writer locks on PostgreSQL. Its twin lies in migrations/postgres.

-- SQLite has one writer and locks no row; the row is here so that both engines have the same settings.
insert into setting (name, value) values ('writers_lock', '');
