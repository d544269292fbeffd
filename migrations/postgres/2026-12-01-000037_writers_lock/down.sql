delete from setting where name = 'writers_lock';
