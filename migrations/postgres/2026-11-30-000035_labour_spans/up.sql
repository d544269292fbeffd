-- The days on which a person belongs to the labour force, and what ends by them. Its twin lies in migrations/sqlite.

-- Derived, like the histories of persons: what is in the ledger already the program derives when it opens the database.
create table labour_span (
  person_id bigint not null references person (id),
  from_on date not null,
  -- The first day on which it no longer holds.
  until_on date not null,
  primary key (person_id, from_on),
  check (from_on < until_on)
);
-- What turns on a day.
create index labour_span_from on labour_span (from_on);
create index labour_span_until on labour_span (until_on);

-- The first day on which the person of a referral is outside the labour force, and why (domain/codes.rs); an open
-- referral has ended from that day on.
alter table referral add column ends_on date;
alter table referral add column ends_for smallint check (ends_for between 1 and 4);
-- Whether its platform was told so.
alter table referral add column end_told boolean not null default false;
create index referral_ends on referral (ends_on) where state in (1, 2, 3);

-- Since when, and why (domain/codes.rs), a platform is no longer offered somebody; none of what ended before this was kept.
alter table seeker add column ended_on date;
alter table seeker add column ended_for smallint check (ended_for between 1 and 20);
