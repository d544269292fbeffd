-- What work people look for (kind 38 of the ledger). Its twin lies in migrations/sqlite.

-- It is of a person alone; the pay is in amount, the area in division, the form in code, the occupations in attributes.
alter table fact add constraint fact_job_sought check (kind <> 38 or (
  person_id is not null and household_id is null and employment_id is null and helper_id is null
  and reason is null
  and (amount is null or amount > 0)
  and (division is null or division between 440700000000 and 440799999999)
  and (code is null or code in (1, 3, 4, 5))
  and (amount is not null or division is not null or code is not null
       or coalesce(attributes, '') like '%"occupations"%')
));

-- Derived: the latest live one of each person. What was there before is null, for no fact of the kind was.
-- Occupations, codes of GB/T 6565.
alter table profile add column sought_1 text collate "C";
alter table profile add column sought_2 text collate "C";
alter table profile add column sought_3 text collate "C";
-- The least pay, fen a month.
alter table profile add column pay_from bigint check (pay_from > 0);
alter table profile add column sought_in bigint check (sought_in between 440700000000 and 440799999999);
-- Number of the form (domain/codes.rs).
alter table profile add column sought_form smallint check (sought_form in (1, 3, 4, 5));
alter table profile add column available_on date;
-- Whether hiring platforms may see this, without the name.
alter table profile add column profile_shared boolean not null default false;
create index profile_sought_1 on profile (sought_1) where sought_1 is not null;
create index profile_sought_2 on profile (sought_2) where sought_2 is not null;
create index profile_sought_3 on profile (sought_3) where sought_3 is not null;
