-- Makes room in the ledger for what is said of cases of help (31 to 37), and for kinds to come (to 60). No row changes. Its twin
-- lies in migrations/sqlite.

-- The checks that name kinds bear the names PostgreSQL gave them by their order.
do $$
declare
  old record;
begin
  for old in
    select conname from pg_constraint
    where conrelid = 'fact'::regclass and contype = 'c' and pg_get_constraintdef(oid) ~ '\mkind\M'
  loop
    execute format('alter table fact drop constraint %I', old.conname);
  end loop;
end;
$$;

alter table fact
  add check (kind between 1 and 26 or kind between 28 and 60),
  add check (kind = 11 or not inherits),
  add check ((kind = 26) = (voids is not null)),
  add check ((kind in (1, 2, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 21, 22, 23, 24, 30, 31, 32, 33, 34, 35, 36, 37)) = (person_id is not null) or kind in (26, 28) or kind > 37),
  add check ((kind in (3, 4, 5, 6, 16, 17, 18)) = (household_id is not null) or kind in (26, 28) or kind > 37),
  add check (kind <> 28 or (person_id is null) <> (household_id is null)),
  add check ((kind in (11, 12, 13)) = (employment_id is not null) or kind = 26 or kind > 37),
  add check ((kind in (22, 23, 34)) = (helper_id is not null) or kind in (24, 26) or kind > 37),
  add check ((kind in (1, 3, 6, 25, 29)) = (division is not null) or kind in (2, 26) or kind > 37),
  add check ((kind = 1) = (born_on is not null)),
  add check ((kind = 1) = (sex is not null)),
  add check (kind not in (3, 7, 8, 9, 11, 19, 20, 24, 28, 29, 31, 33, 35) or code is not null),
  add check ((kind in (18, 21, 36)) = (reason is not null) or kind > 37),
  add check (kind not in (12, 25) or amount is not null),
  add check ((kind = 28) = (about is not null)),
  add check ((kind = 30) = (other_id is not null));


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
