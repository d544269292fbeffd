-- Makes room in the ledger for what is said of cases of help (31 to 37), and for kinds to come (to 60, whose checks their own
-- migrations bring, as triggers). No row changes; SQLite can change no check of a table, so it is written anew as it is.
-- Its twin lies in migrations/postgres.
-- What refers to the table steps aside meanwhile.
create temporary table application_aside as select * from application;
delete from application;

drop trigger fact_no_update;
drop trigger fact_no_delete;
drop trigger fact_no_replace;

create table fact_with_room (
  position integer not null primary key,
  -- Number of the kind (domain/codes.rs). 27 is a close, which is no fact.
  kind smallint not null check (kind between 1 and 26 or kind between 28 and 60),
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
  -- What the kind enumerates: absence, form, category, service, step, package, close reason or mode; of a wish 1 = work,
  -- 2 = help, 3 = both; of a household 1 = urban; of a delegation 1 = in force; of an answer 1 = accepted.
  code smallint,
  -- The officer's reason of a removal.
  reason smallint,
  -- Fen a month: the pay, or the living line.
  amount bigint check (amount >= 0),
  sex smallint check (sex in (1, 2)),
  retirement_group smallint check (retirement_group in (1, 2, 3)),
  born_on date,
  -- The position this fact voids; no fact is voided twice.
  voids bigint unique references fact_with_room (position),
  personal_id bigint references personal (id),
  -- Attributes no rule reads, as a JSON object in the names of the interchange lines.
  attributes text,
  -- When the sender says it was recorded, and when it was (UTC).
  claimed_at timestamp,
  recorded_at timestamp not null,
  -- Of a start: its employment has ends or pay changes that were recorded for somebody else.
  inherits boolean not null default false check (inherits in (0, 1) and (kind = 11 or not inherits)),
  -- The application this is a step of.
  about bigint references fact_with_room (position),
  -- The person whose registration was given up; person_id is the one who stays.
  other_id bigint references person (id),
  unique (event_ref, sender_id),
  check ((kind = 26) = (voids is not null)),
  check ((kind in (1, 2, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 21, 22, 23, 24, 30, 31, 32, 33, 34, 35, 36, 37)) = (person_id is not null) or kind in (26, 28) or kind > 37),
  check ((kind in (3, 4, 5, 6, 16, 17, 18)) = (household_id is not null) or kind in (26, 28) or kind > 37),
  check (kind <> 28 or (person_id is null) <> (household_id is null)),
  check ((kind in (11, 12, 13)) = (employment_id is not null) or kind = 26 or kind > 37),
  check ((kind in (22, 23, 34)) = (helper_id is not null) or kind in (24, 26) or kind > 37),
  check ((kind in (1, 3, 6, 25, 29)) = (division is not null) or kind in (2, 26) or kind > 37),
  check ((kind = 1) = (born_on is not null)),
  check ((kind = 1) = (sex is not null)),
  check (kind not in (3, 7, 8, 9, 11, 19, 20, 24, 28, 29, 31, 33, 35) or code is not null),
  check ((kind in (18, 21, 36)) = (reason is not null) or kind > 37),
  check (kind not in (12, 25) or amount is not null),
  check ((kind = 28) = (about is not null)),
  check ((kind = 30) = (other_id is not null))
);

insert into fact_with_room
select position, kind, effective_on, sender_id, event_ref, content_hash, person_id, household_id, employment_id, helper_id,
       division, code, reason, amount, sex, retirement_group, born_on, voids, personal_id, attributes, claimed_at, recorded_at,
       inherits, about, other_id
from fact order by position;

drop table fact;
alter table fact_with_room rename to fact;

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

-- Derived: the cases of help and how they stand, kept in the transaction that records a fact about their person. At most one of
-- a person is open, and it has at most one helper.
create table help_case (
  -- The ledger position of its opening.
  position bigint not null primary key references fact (position),
  person_id bigint not null references person (id),
  -- Numbers of domain/codes.rs.
  package smallint not null check (package between 1 and 3),
  stage smallint not null check (stage between 1 and 5),
  opened_on date not null,
  planned_on date,
  -- The last service.
  served_on date,
  -- The first day of the employment that lasts.
  placed_on date,
  closed_on date,
  close_reason smallint,
  -- While it is open: who helps, and who is asked to take it over.
  helper_id bigint references helper (id),
  offered_to bigint references helper (id),
  -- By when it is to have its helper, and what it waits for next.
  assign_by date,
  due_on date,
  due smallint check (due between 1 and 3),
  -- From when on a removal is proposed: for refusals, for silence.
  refused_on date,
  lost_on date,
  check ((closed_on is null) = (close_reason is null)),
  check ((closed_on is null) = (stage <> 5)),
  check (closed_on is null or (helper_id is null and due_on is null)),
  check ((due_on is null) = (due is null))
);
create unique index help_case_open on help_case (person_id) where closed_on is null;
create index help_case_person on help_case (person_id);
create index help_case_helper on help_case (helper_id) where helper_id is not null;
create index help_case_unassigned on help_case (assign_by) where closed_on is null and helper_id is null;
create index help_case_offered on help_case (offered_to) where offered_to is not null;
create index help_case_due on help_case (due, due_on) where due_on is not null;
create index help_case_refused on help_case (refused_on) where refused_on is not null;
create index help_case_lost on help_case (lost_on) where lost_on is not null;
