-- Takes the room back; fails where a fact needs it.
drop table help_case;
-- What refers to the table steps aside meanwhile.
create temporary table application_aside as select * from application;
delete from application;

drop trigger fact_no_update;
drop trigger fact_no_delete;
drop trigger fact_no_replace;

create table fact_without_room (
  position integer not null primary key,
  -- Number of the kind (domain/codes.rs). 27 is a close, which is no fact.
  kind smallint not null check (kind between 1 and 26 or kind between 28 and 30),
  effective_on date not null,
  sender_id integer not null references sender (id),
  event_ref text not null,
  -- Keyed SM3 of the content, to tell a duplicate from a conflict.
  content_hash blob not null,
  person_id bigint references person (id),
  household_id bigint references household (id),
  employment_id bigint references employment (id),
  helper_id bigint references helper (id),
  division bigint check (division between 100000000000 and 999999999999),
  -- What the kind enumerates: absence, form, category, service or step; of a wish 1 = work, 2 = help, 3 = both; of a
  -- household 1 = urban; of a delegation 1 = in force.
  code smallint,
  -- The officer's reason of a removal.
  reason smallint,
  -- Fen a month: the pay, or the living line.
  amount bigint check (amount >= 0),
  sex smallint check (sex in (1, 2)),
  retirement_group smallint check (retirement_group in (1, 2, 3)),
  born_on date,
  -- The position this fact voids; no fact is voided twice.
  voids bigint unique references fact_without_room (position),
  personal_id bigint references personal (id),
  -- Attributes no rule reads, as a JSON object in the names of the interchange lines.
  attributes text,
  -- When the sender says it was recorded, and when it was (UTC).
  claimed_at timestamp,
  recorded_at timestamp not null,
  -- Of a start: its employment has ends or pay changes that were recorded for somebody else.
  inherits boolean not null default false check (inherits in (0, 1) and (kind = 11 or not inherits)),
  -- The application this is a step of.
  about bigint references fact_without_room (position),
  -- The person whose registration was given up; person_id is the one who stays.
  other_id bigint references person (id),
  unique (event_ref, sender_id),
  check ((kind = 26) = (voids is not null)),
  check ((kind in (1, 2, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 21, 22, 23, 24, 30)) = (person_id is not null) or kind in (26, 28)),
  check ((kind in (3, 4, 5, 6, 16, 17, 18)) = (household_id is not null) or kind in (26, 28)),
  check (kind <> 28 or (person_id is null) <> (household_id is null)),
  check ((kind in (11, 12, 13)) = (employment_id is not null) or kind = 26),
  check ((kind in (22, 23)) = (helper_id is not null) or kind = 26),
  check ((kind in (1, 3, 6, 25, 29)) = (division is not null) or kind in (2, 26)),
  check ((kind = 1) = (born_on is not null)),
  check ((kind = 1) = (sex is not null)),
  check (kind not in (3, 7, 8, 9, 11, 19, 20, 24, 28, 29) or code is not null),
  check ((kind in (18, 21)) = (reason is not null)),
  check (kind not in (12, 25) or amount is not null),
  check ((kind = 28) = (about is not null)),
  check ((kind = 30) = (other_id is not null))
);

insert into fact_without_room
select position, kind, effective_on, sender_id, event_ref, content_hash, person_id, household_id, employment_id, helper_id,
       division, code, reason, amount, sex, retirement_group, born_on, voids, personal_id, attributes, claimed_at, recorded_at,
       inherits, about, other_id
from fact order by position;

drop table fact;
alter table fact_without_room rename to fact;

insert into application select * from application_aside;
drop table application_aside;

create index fact_person on fact (person_id, position) where person_id is not null;
create index fact_household on fact (household_id, position) where household_id is not null;
create index fact_employment on fact (employment_id) where employment_id is not null;
create index fact_service on fact (effective_on, person_id) where kind = 24;
create index fact_flexible on fact (person_id) where kind = 11 and code = 4 and amount is not null;
create index fact_flexible_pay on fact (person_id) where kind = 12;
create index fact_living_line on fact (position) where kind = 25;
create index fact_inherits on fact (employment_id) where inherits;
create index fact_about on fact (about) where about is not null;
create index fact_delegation on fact (division) where kind = 29;
create index fact_other on fact (other_id) where other_id is not null;

create trigger fact_no_update before update on fact begin
  select raise(abort, 'fact is append-only');
end;

create trigger fact_no_delete before delete on fact begin
  select raise(abort, 'fact is append-only');
end;

create trigger fact_no_replace before insert on fact
when exists (select 1 from fact where position = new.position)
  or exists (select 1 from fact where event_ref = new.event_ref and sender_id = new.sender_id)
  or (new.voids is not null and exists (select 1 from fact where voids = new.voids))
begin
  select raise(abort, 'fact is append-only');
end;
