-- Derived: where every live application stands, kept in the transaction that records a fact about it. Its twin lies in
-- migrations/sqlite.
create table application (
  -- The ledger position of what applied.
  position bigint not null primary key references fact (position),
  person_id bigint references person (id),
  household_id bigint references household (id),
  -- Of a person's.
  category smallint,
  applied_on date not null,
  -- Number of the stage (domain/codes.rs).
  stage smallint not null check (stage between 1 and 10),
  -- The day its limit runs from.
  since date not null,
  -- First and last day of the public notice.
  notice_from date,
  notice_until date,
  check ((person_id is null) <> (household_id is null)),
  check ((person_id is null) = (category is null)),
  check ((notice_from is null) = (notice_until is null))
);
create index application_person on application (person_id) where person_id is not null;
create index application_household on application (household_id) where household_id is not null;
create index application_stage on application (stage, since);
create index application_notice on application (notice_until) where notice_until is not null;

-- Those made before applications had steps.
insert into application (position, person_id, household_id, category, applied_on, stage, since)
select position, person_id, household_id, case when kind = 19 then code end, effective_on, 1, effective_on
from fact where kind in (16, 19) and not exists (select 1 from fact as void where void.voids = fact.position);
