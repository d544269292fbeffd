update referral set message_id = null, found_message = null;
delete from message where kind > 100;
create table message_of_facts (
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
  -- Number of the kind of fact; none where the filing is withdrawn.
  kind smallint check (kind between 1 and 60),
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
  -- What a batch names comes first: PostgreSQL plans while the table is small, and would go through all of an account for it.
  unique (subject, account, source, version),
  check ((kind is null) = (effective_on is null) and (kind is null) = (id_number_index is null)),
  check ((state in (2, 3)) = (code is not null)),
  check ((state = 1) = (position is not null)),
  check (state = 4 or (state = 5) = (kind is null))
);
insert into message_of_facts
select
  id, account, division, source, subject, version, event_id, kind, effective_on, employment_ref, id_number_index, content_hash, wrapped,
  sealed, state, code, field, position, filed_at, received_at, settled_at
from message;
drop table message;
alter table message_of_facts rename to message;
create index message_employment on message (employment_ref, account) where employment_ref is not null;
create index message_position on message (position) where position is not null;
create index message_waiting on message (id_number_index) where state = 2;
create index message_state on message (state, id);
drop table referral;
drop table vacancy;
drop table employer;
