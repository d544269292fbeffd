-- Who works where from when until when, to find employments by their employer. Derived, like the histories of persons: what is
-- in the ledger already the program derives when it opens the database. Its twin lies in migrations/sqlite.
create table spell (
  employment_id bigint not null primary key references employment (id),
  person_id bigint not null references person (id),
  -- Of the start.
  position bigint not null unique references fact (position),
  -- Number of the form (domain/codes.rs).
  form smallint not null check (form between 1 and 5),
  -- The employer's unified social credit code; none where the start names none.
  uscc text check (uscc is null or length(uscc) = 18),
  from_on date not null,
  -- The first day it no longer holds, by its end or the death of its person.
  until_on date not null,
  check (from_on < until_on)
);
create index spell_person on spell (person_id);
create index spell_unit on spell (uscc, until_on) where uscc is not null;
-- The public-welfare posts (form 3), few among all; they were found among the facts before.
create index spell_welfare_post on spell (until_on) where form = 3;
drop index fact_welfare_post;
