-- Lists of people that were sent as files, and what became of each row. Its twin lies in migrations/postgres.
create table import (
  id bigint not null primary key,
  -- HMAC-SM3 of the list, the reach, the sender and the file's bytes: SM3 alone would give away the ID number in a file of one row.
  hash blob not null check (length(hash) = 32),
  account text not null references account (id),
  list text not null check (list in ('graduates', 'survey')),
  -- What the account reached when it sent the file.
  division bigint not null,
  sender text not null,
  -- The day it came, which is that of rows that name none.
  read_on date not null,
  row_count integer not null,
  registered integer not null,
  changed integer not null,
  unchanged integer not null,
  recorded_before integer not null,
  refused integer not null,
  -- The file's own key, wrapped by the master key, and the file sealed with it; gone after a month.
  wrapped blob,
  sealed blob,
  sent_at timestamp not null,
  -- None while rows are left.
  finished_at timestamp,
  unique (hash, account)
);
create index import_division on import (division);
create index import_sealed on import (read_on) where sealed is not null;

create table import_row (
  import_id bigint not null references import (id),
  -- As a spreadsheet counts them.
  number integer not null,
  -- Number of the outcome (domain/codes.rs).
  outcome smallint not null check (outcome between 1 and 5),
  -- Of a refused one: the code, the column, and the reason in both languages. None of them repeats a value.
  code text,
  title text,
  zh text,
  en text,
  primary key (import_id, number),
  check ((outcome = 5) = (code is not null))
);
