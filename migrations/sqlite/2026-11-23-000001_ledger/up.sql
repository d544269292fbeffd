-- The ledger, what is derived from it, and the closed months. Its twin lies in migrations/postgres.

-- Names of the senders, and the references each of them uses. A reference is kept for good; whether it is
-- registered now follows from the facts.
create table sender (
  id integer not null primary key,
  name text not null unique
);

-- The data key of each person, wrapped by the master key. May change (rotation, forgetting a person).
create table person_key (
  person_id bigint not null primary key,
  wrapped blob not null
);

-- Names, free text and sealed values that facts point to. The only part of a fact that may ever change.
create table personal (
  id bigint not null primary key,
  person_id bigint,
  name text,
  note text,
  id_number blob,
  phone blob,
  address blob
);

create table person (
  id bigint not null primary key,
  sender_id integer not null references sender (id),
  ref text not null,
  -- From here on: the present state by all facts known, kept in the transaction that records a fact.
  registered boolean not null,
  id_number_index blob unique,
  name_id bigint references personal (id),
  division bigint not null,
  household_id bigint,
  unique (ref, sender_id)
);
create index person_division on person (division, id);
create index person_household on person (household_id);

create table household (
  id bigint not null primary key,
  sender_id integer not null references sender (id),
  ref text not null,
  registered boolean not null,
  division bigint not null,
  urban boolean not null,
  unique (ref, sender_id)
);
create index household_division on household (division, id);

create table employment (
  id bigint not null primary key,
  sender_id integer not null references sender (id),
  ref text not null,
  unique (ref, sender_id)
);

create table helper (
  id bigint not null primary key,
  sender_id integer not null references sender (id),
  ref text not null,
  unique (ref, sender_id)
);

-- The ledger. Append-only: the triggers below refuse everything but INSERT.
create table fact (
  position integer not null primary key,
  -- Number of the kind (domain/codes.rs).
  kind smallint not null check (kind between 1 and 26),
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
  -- What the kind enumerates: absence, form, category or service; of a wish 1 = work, 2 = help, 3 = both; of a
  -- household 1 = urban.
  code smallint,
  -- The officer's reason of a removal.
  reason smallint,
  -- Fen a month: the pay, or the living line.
  amount bigint check (amount >= 0),
  sex smallint check (sex in (1, 2)),
  retirement_group smallint check (retirement_group in (1, 2, 3)),
  born_on date,
  -- The position this fact voids; no fact is voided twice.
  voids bigint unique references fact (position),
  personal_id bigint references personal (id),
  -- Attributes no rule reads, as a JSON object in the names of the interchange lines.
  attributes text,
  -- When the sender says it was recorded, and when it was (UTC).
  claimed_at timestamp,
  recorded_at timestamp not null,
  unique (event_ref, sender_id),
  check ((kind = 26) = (voids is not null)),
  check ((kind in (1, 2, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 21, 22, 23, 24)) = (person_id is not null) or kind = 26),
  check ((kind in (3, 4, 5, 6, 16, 17, 18)) = (household_id is not null) or kind = 26),
  check ((kind in (11, 12, 13)) = (employment_id is not null) or kind = 26),
  check ((kind in (22, 23)) = (helper_id is not null) or kind = 26),
  check ((kind in (1, 3, 6, 25)) = (division is not null) or kind in (2, 26)),
  check ((kind = 1) = (born_on is not null)),
  check ((kind = 1) = (sex is not null)),
  check (kind not in (3, 7, 8, 9, 11, 19, 20, 24) or code is not null),
  check ((kind in (18, 21)) = (reason is not null)),
  check (kind not in (12, 25) or amount is not null)
);
create index fact_person on fact (person_id, position) where person_id is not null;
create index fact_household on fact (household_id, position) where household_id is not null;
create index fact_employment on fact (employment_id) where employment_id is not null;
create index fact_service on fact (effective_on, person_id) where kind = 24;
create index fact_flexible on fact (person_id) where kind = 11 and code = 4 and amount is not null;
create index fact_flexible_pay on fact (person_id) where kind = 12;
create index fact_living_line on fact (position) where kind = 25;

-- Derived: the register history of every household and person that has one. Recomputed whole in the transaction that
-- records a fact about it. Never read by `verify` or for an earlier knowledge.
create table household_span (
  household_id bigint not null references household (id),
  seq smallint not null,
  from_on date not null,
  until_on date not null,
  division bigint not null,
  urban boolean not null,
  state smallint not null check (state between 0 and 3),
  since date,
  cause smallint,
  meets boolean not null,
  -- The members who seek work, as numbers of persons with commas between.
  seeking text not null,
  primary key (household_id, seq),
  check (from_on <= until_on),
  check ((state = 0) = (since is null)),
  check ((state = 0) = (cause is null))
);
create index household_span_open on household_span (until_on, from_on) where state = 1 or meets;
create index household_span_from on household_span (from_on);

-- Derived: members who became employed while their household was on the register that month.
create table placement (
  household_id bigint not null references household (id),
  person_id bigint not null references person (id),
  placed_on date not null,
  primary key (household_id, person_id, placed_on)
);
create index placement_on on placement (placed_on);

create table person_span (
  person_id bigint not null references person (id),
  seq smallint not null,
  from_on date not null,
  until_on date not null,
  division bigint not null,
  state smallint not null check (state between 1 and 3),
  since date not null,
  cause smallint not null,
  -- One bit a category.
  categories integer not null,
  wants_help boolean not null,
  helped boolean not null,
  primary key (person_id, seq),
  check (from_on <= until_on),
  check ((state = 1) = (categories <> 0))
);
create index person_span_open on person_span (until_on, from_on) where state = 1;
create index person_span_from on person_span (from_on);

-- Closed months. Nothing here ever changes.
create table month_close (
  month text not null primary key,
  position bigint not null,
  rule_set text not null,
  digest text not null,
  closed_at timestamp not null
);

create table month_line (
  month text not null references month_close (month),
  division bigint not null,
  -- The line as the contract writes it.
  line text not null,
  primary key (month, division)
);

create table month_part (
  month text not null references month_close (month),
  -- household or person
  subject text not null check (subject in ('household', 'person')),
  subject_id bigint not null,
  division bigint not null,
  -- What the subject adds to the month's lines, as JSON.
  part text not null,
  primary key (month, subject, subject_id)
);

-- Small facts about the database itself, such as the check value of its key.
create table setting (
  name text not null primary key,
  value text not null
);

create trigger fact_no_update before update on fact begin
  select raise(abort, 'fact is append-only');
end;

create trigger fact_no_delete before delete on fact begin
  select raise(abort, 'fact is append-only');
end;

create trigger month_close_no_update before update on month_close begin
  select raise(abort, 'month_close is append-only');
end;

create trigger month_close_no_delete before delete on month_close begin
  select raise(abort, 'month_close is append-only');
end;

create trigger month_line_no_update before update on month_line begin
  select raise(abort, 'month_line is append-only');
end;

create trigger month_line_no_delete before delete on month_line begin
  select raise(abort, 'month_line is append-only');
end;

create trigger month_part_no_update before update on month_part begin
  select raise(abort, 'month_part is append-only');
end;

create trigger month_part_no_delete before delete on month_part begin
  select raise(abort, 'month_part is append-only');
end;
