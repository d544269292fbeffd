-- The State Council's notices on the days off of a year, as they were loaded. Append-only: of a year the latest is in force. Years
-- without one have that of the program, if it carries one, and else a provisional calendar. Its twin lies in migrations/postgres.
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
  day date not null check (day between (year - 1) || '-12-01' and year || '-12-31'),
  -- Whether it is worked; else it is off.
  works boolean not null check (works in (0, 1)),
  holiday text check (length(holiday) between 1 and 32),
  primary key (notice_id, day),
  foreign key (notice_id, year) references working_day_notice (id, year),
  check (works = 0 or strftime('%w', day) in ('0', '6'))
);

create trigger working_day_notice_no_update before update on working_day_notice begin
  select raise(abort, 'working_day_notice is append-only');
end;

create trigger working_day_notice_no_delete before delete on working_day_notice begin
  select raise(abort, 'working_day_notice is append-only');
end;

create trigger working_day_notice_no_replace before insert on working_day_notice
when exists (select 1 from working_day_notice where id = new.id)
begin
  select raise(abort, 'working_day_notice is append-only');
end;

create trigger working_day_no_update before update on working_day begin
  select raise(abort, 'working_day is append-only');
end;

create trigger working_day_no_delete before delete on working_day begin
  select raise(abort, 'working_day is append-only');
end;

create trigger working_day_no_replace before insert on working_day
when exists (select 1 from working_day where notice_id = new.notice_id and day = new.day)
begin
  select raise(abort, 'working_day is append-only');
end;
