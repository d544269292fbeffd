-- What work people look for (kind 38 of the ledger). Its twin lies in migrations/postgres.

-- It is of a person alone; the pay is in amount, the area in division, the form in code, the occupations in attributes.
create trigger fact_job_sought before insert on fact
when new.kind = 38 and (
  new.person_id is null or new.household_id is not null or new.employment_id is not null or new.helper_id is not null
  or new.reason is not null
  or new.amount = 0
  or new.division not between 440700000000 and 440799999999
  or new.code not in (1, 3, 4, 5)
  or (new.amount is null and new.division is null and new.code is null
      and coalesce(new.attributes, '') not like '%"occupations"%')
)
begin
  select raise(abort, 'a fact of kind 38 is not whole');
end;

-- Derived: the latest live one of each person. What was there before is null, for no fact of the kind was.
-- Occupations, codes of GB/T 6565.
alter table profile add column sought_1 text;
alter table profile add column sought_2 text;
alter table profile add column sought_3 text;
-- The least pay, fen a month.
alter table profile add column pay_from bigint check (pay_from > 0);
alter table profile add column sought_in bigint check (sought_in between 440700000000 and 440799999999);
-- Number of the form (domain/codes.rs).
alter table profile add column sought_form smallint check (sought_form in (1, 3, 4, 5));
alter table profile add column available_on date;
-- Whether hiring platforms may see this, without the name.
alter table profile add column profile_shared boolean not null default false check (profile_shared in (0, 1));
create index profile_sought_1 on profile (sought_1) where sought_1 is not null;
create index profile_sought_2 on profile (sought_2) where sought_2 is not null;
create index profile_sought_3 on profile (sought_3) where sought_3 is not null;
