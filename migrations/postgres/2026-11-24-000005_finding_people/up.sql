-- What people are found by. All of it is derived from the facts in the transaction that records one; what was there before
-- is filled in by the program, with the keys at hand, and the setting then says so. Its twin lies in migrations/sqlite.

-- Once every fact known has come to hold: 1 died, 2 absent, 3 employed, 4 without work.
alter table person add column status smallint not null default 4 check (status between 1 and 4);
alter table person add column wants_work boolean not null default false;
alter table person add column wants_help boolean not null default false;
-- The helper assigned last of those who still are.
alter table person add column helper_id bigint references helper (id);
create index person_helper on person (helper_id, id) where helper_id is not null;

-- By the latest live registration and changes.
create table profile (
  person_id bigint not null primary key references person (id),
  born_on date not null,
  -- GB/T 4658.
  education smallint check (education between 0 and 99),
  graduated_in smallint,
  -- Keyed SM3 of the last four digits.
  phone_index bytea
);
create index profile_born_on on profile (born_on);
create index profile_phone on profile (phone_index) where phone_index is not null;

-- The name, its pinyin and the initials, in the form that searches are brought into (src/domain/name.rs).
create table name_key (
  key text collate "C" not null,
  person_id bigint not null references person (id),
  primary key (key, person_id)
);
create index name_key_person on name_key (person_id);

insert into setting (name, value) select 'profiles', 'filled' where not exists (select 1 from person);
