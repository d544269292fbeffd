-- Brings back those that no step was taken of.
insert into application (position, person_id, household_id, category, applied_on, stage, since)
select position, person_id, household_id, case when kind = 19 then code end, effective_on, 1, effective_on
from fact
where kind in (16, 19) and not exists (select 1 from fact as void where void.voids = fact.position)
  and not exists (select 1 from application as known where known.position = fact.position);
