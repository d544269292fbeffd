-- What other authorities list of people month by month, to hold it against the ledger. Its twin lies in migrations/sqlite.

-- A roll of a month, of the whole city.
create table roll (
  -- Number of the roll (domain/codes.rs).
  kind smallint not null check (kind between 1 and 3),
  month text not null check (length(month) = 7),
  -- Who sends it, and when last.
  account text not null references account (id),
  changed_at timestamp not null,
  -- Whether its sender said that there is no more to come.
  complete boolean not null,
  -- How many rows of it are kept.
  listed bigint not null check (listed >= 0),
  primary key (kind, month)
);

-- Who stands on one, of those who are registered.
create table listed (
  id bigint not null primary key,
  roll smallint not null,
  month text not null,
  -- Whose ID number it is.
  registration_id bigint not null references person (id),
  -- Who stays of that registration.
  person_id bigint not null references person (id),
  -- Who pays the contribution; none where the person does, and on the other rolls.
  uscc text check (uscc is null or (roll = 1 and length(uscc) = 18)),
  foreign key (roll, month) references roll (kind, month)
);
create unique index listed_once on listed (roll, month, registration_id, coalesce(uscc, ''));
create index listed_page on listed (roll, month, id);
create index listed_person on listed (person_id, month);
create index listed_registration on listed (registration_id);

-- To tell who used a platform in a period.
create index message_received on message (received_at);

-- Who paid contributions for anybody in a month: the enterprises with labour.
create table contributor (
  month text not null check (length(month) = 7),
  uscc text not null check (length(uscc) = 18),
  primary key (month, uscc)
);
