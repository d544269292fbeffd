-- What goes out to platforms: written in the transaction of what it tells of, and sent afterwards. Its twin lies in migrations/sqlite.
create table endpoint (
  id bigint not null primary key,
  account text not null unique references account (id),
  url text not null,
  -- What deliveries are signed with, sealed with a key of its own that the master key wraps.
  wrapped bytea not null,
  sealed bytea not null,
  set_at timestamp not null
);

create table delivery (
  -- In the order in which they are to arrive.
  id bigint not null primary key,
  account text not null references account (id),
  -- The same at every attempt: by it the receiver knows a repetition.
  event_id text not null unique,
  subject text not null,
  -- The event as it is sent; it holds no personal data.
  body text not null,
  -- Number of the state (domain/codes.rs): pending, delivered, dead.
  state smallint not null check (state between 1 and 3),
  attempts integer not null check (attempts >= 0),
  -- When it is to be tried next.
  due_at timestamp,
  -- The status of the last answer, none where there was none.
  last_status smallint,
  created_at timestamp not null,
  -- When it was delivered or given up.
  settled_at timestamp,
  check ((state = 1) = (due_at is not null)),
  check ((state = 1) = (settled_at is null))
);
create index delivery_pending on delivery (account, subject, id) where state = 1;
create index delivery_turn on delivery (account, id) where state = 1;
create index delivery_account on delivery (account, id);
create index delivery_due on delivery (due_at) where state = 1;
