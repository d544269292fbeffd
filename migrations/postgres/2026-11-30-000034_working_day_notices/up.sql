-- The State Council's notices on the days off of a year, as they were loaded. Append-only: of a year the latest is in force. Years
-- without one have that of the program, if it carries one, and else a provisional calendar. Its twin lies in migrations/sqlite.
create table working_day_notice (
  id bigint not null primary key,
  year integer not null check (year between 1950 and 2199),
  -- As the State Council's office numbers it: 国办发明电〔2024〕12号.
  document text check (length(document) between 1 and 100),
  published_on date,
  loaded_at timestamp not null,
  -- The account that loaded it; null from the command line.
  account text references account (id),
  unique (id, year)
);
create index working_day_notice_year on working_day_notice (year, id);

-- The days off and the weekends worked that a notice names: of its year and of the December before.
create table working_day (
  notice_id bigint not null,
  year integer not null,
  day date not null check (day between make_date(year - 1, 12, 1) and make_date(year, 12, 31)),
  -- Whether it is worked; else it is off.
  works boolean not null,
  holiday text check (length(holiday) between 1 and 32),
  primary key (notice_id, day),
  foreign key (notice_id, year) references working_day_notice (id, year),
  check (not works or extract(isodow from day) in (6, 7))
);

create trigger working_day_notice_append_only before update or delete or truncate on working_day_notice for each statement execute function refuse_change();
create trigger working_day_append_only before update or delete or truncate on working_day for each statement execute function refuse_change();
