-- The row that every writer of the ledger locks (`Conn::write`). Its twin lies in migrations/sqlite.

-- An advisory lock is one for all schemas of a database, and
-- another on each node of a cluster; this row lies with the ledger.
insert into setting (name, value) values ('writers_lock', '');
