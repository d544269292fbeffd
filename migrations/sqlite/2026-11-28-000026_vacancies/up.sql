-- Employers and vacancies of platforms, referrals to them, and messages that bring them or answer. Its twin lies in migrations/postgres.
-- What the version that counts says; one withdrawn is gone.
create table employer (
  id bigint not null primary key,
  account text not null references account (id),
  source text not null,
  subject text not null,
  uscc text not null check (length(uscc) = 18),
  name text not null,
  division bigint not null check (division between 100000000000 and 999999999999),
  industry text,
  deregistered_on date,
  unique (subject, account, source)
);
create index employer_uscc on employer (uscc, id);

-- What the version that counts says; one withdrawn stays, for what refers to it.
create table vacancy (
  id bigint not null primary key,
  account text not null references account (id),
  source text not null,
  subject text not null,
  uscc text not null check (length(uscc) = 18),
  title text not null,
  -- GB/T 6565, in the order of its characters, by which a group's codes lie together.
  occupation text not null,
  headcount integer not null check (headcount between 1 and 9999),
  -- Fen a month.
  pay_from bigint check (pay_from >= 0),
  pay_to bigint check (pay_to >= pay_from),
  -- Where the work is.
  division bigint not null check (division between 440700000000 and 440799999999),
  form smallint not null check (form in (1, 3, 4, 5)),
  -- GB/T 4658.
  education smallint,
  -- The last day on which it may be answered.
  valid_until date not null,
  -- It is kept for employment-disadvantaged persons.
  reserved boolean not null,
  -- Of a public-welfare post, which is kept for them by itself: the last day of that, if somebody finds that there are not enough.
  reserved_until date check (reserved_until is null or (form = 3 and reserved_until <= valid_until)),
  -- The day on which the bureau found so, and opened it to others.
  opened_on date check (opened_on is null or (form = 3 and opened_on > reserved_until)),
  withdrawn boolean not null,
  posted_at timestamp not null,
  changed_at timestamp not null,
  unique (subject, account, source)
);
create index vacancy_occupation on vacancy (occupation, division) where not withdrawn;
create index vacancy_division on vacancy (division) where not withdrawn;
create index vacancy_employer on vacancy (uscc);

-- Somebody who is helped, recommended for a vacancy: what is kept beside the service that it is.
create table referral (
  id bigint not null primary key,
  -- What it is called to the platform.
  name text not null unique,
  -- The opening of the case.
  case_position bigint not null references fact (position),
  -- Whose case it is: of somebody registered twice, who stays.
  person_id bigint not null references person (id),
  vacancy_id bigint not null references vacancy (id),
  -- The service.
  position bigint not null unique references fact (position),
  made_on date not null,
  -- Number of the state (domain/codes.rs).
  state smallint not null check (state between 1 and 8),
  answered_on date check (answered_on >= made_on),
  -- The platform's answer that counts, if one does.
  message_id bigint references message (id),
  -- To whom the person agreed to be told of: the employer's code.
  uscc text not null check (length(uscc) = 18),
  -- What the helper found: the service that says it, which answer it is about, and the platform's message that told of that; none
  -- where the answer is the helper's own.
  found bigint unique references fact (position),
  found_state smallint check (found_state between 2 and 7),
  found_on date,
  found_message bigint references message (id),
  check (state in (1, 8) or answered_on is not null),
  check ((found is null) = (found_state is null) and (found is null) = (found_on is null) and (found is not null or found_message is null))
);
create index referral_vacancy on referral (vacancy_id, id);
create index referral_person on referral (person_id, id);
create index referral_state on referral (state, id);

-- The checks are widened, for which SQLite needs the table written anew.
create table message_with_records (
  id bigint not null primary key,
  account text not null references account (id),
  -- What the account reached when it sent it.
  division bigint not null check (division between 100000000000 and 999999999999),
  -- Whose message it is at the sender's, which filing it is about, and which version of that.
  source text not null,
  subject text not null,
  version integer not null check (version > 0),
  -- The sender's name of the message itself (the id of a CloudEvent).
  event_id text not null,
  -- Number of the kind of fact, or over 100 of what is kept beside the ledger; none where the filing is withdrawn.
  kind smallint check (kind between 1 and 60 or kind between 101 and 120),
  effective_on date,
  employment_ref text,
  -- The blind index of the ID number it names.
  id_number_index blob check (length(id_number_index) = 32),
  -- Keyed SM3 of what it says, to tell a repetition from a contradiction.
  content_hash blob not null check (length(content_hash) = 32),
  -- Its own key, wrapped by the master key, and what it says sealed with it.
  wrapped blob not null,
  sealed blob not null,
  -- Number of the state (domain/codes.rs): applied, waiting, parked, superseded, withdrawn.
  state smallint not null check (state between 1 and 5),
  -- Why it waits or was parked: number of the code, and the field.
  code smallint check (code between 1 and 60),
  field text,
  -- The live fact it was recorded as.
  position bigint references fact (position),
  -- When the sender says it was filed, not after it came.
  filed_at timestamp not null,
  received_at timestamp not null,
  -- When its state came to be.
  settled_at timestamp not null,
  -- The referral it answers.
  referral_id bigint references referral (id),
  -- What a batch names comes first: PostgreSQL plans while the table is small, and would go through all of an account for it.
  unique (subject, account, source, version),
  check (
    (kind is not null and kind <= 60) = (effective_on is not null)
    and (kind is not null and kind <= 60) = (id_number_index is not null)
  ),
  check ((state in (2, 3)) = (code is not null)),
  check ((state = 1 and kind <= 60) = (position is not null)),
  check (state = 4 or (state = 5) = (kind is null)),
  check ((referral_id is not null) = (kind is not null and kind = 103))
);
insert into message_with_records select *, null from message;
drop table message;
alter table message_with_records rename to message;
create index message_employment on message (employment_ref, account) where employment_ref is not null;
create index message_position on message (position) where position is not null;
create index message_waiting on message (id_number_index) where state = 2;
create index message_state on message (state, id);
create index message_referral on message (referral_id) where referral_id is not null;
