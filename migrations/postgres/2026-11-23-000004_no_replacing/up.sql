-- PostgreSQL has no insert that replaces another row; see the twin in migrations/sqlite.
select 1;
