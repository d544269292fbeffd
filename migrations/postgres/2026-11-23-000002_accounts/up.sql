-- Accounts and their sessions, remembered answers, and who did what. Its twin lies in migrations/sqlite.

create table account (
  -- A UUID, as text.
  id text not null primary key,
  username text not null unique,
  -- argon2id, as a PHC string.
  password_hash text not null,
  role text not null check (role in ('city_administrator', 'district_supervisor', 'town_officer',
                                     'community_caseworker', 'hiring_platform', 'auditor')),
  -- The account reaches what lies under this division.
  division bigint not null check (division between 100000000000 and 999999999999),
  disabled boolean not null,
  -- Goes up with every change: the ETag, and what an access token must name to be honoured.
  version bigint not null,
  created_at timestamp not null
);

-- Refresh tokens: only their SM3. The tokens that follow from one sign-in are a family; a token used twice revokes
-- its family.
create table refresh_token (
  hash text not null primary key,
  family text not null,
  account text not null references account (id),
  -- When the family's sign-in was.
  signed_in_at timestamp not null,
  expires_at timestamp not null,
  used_at timestamp,
  revoked boolean not null
);
create index refresh_token_family on refresh_token (family);
create index refresh_token_account on refresh_token (account);
create index refresh_token_expires on refresh_token (expires_at);

-- The answer given under an Idempotency-Key.
create table idempotency (
  account text not null references account (id),
  idempotency_key text not null,
  -- Keyed SM3 of the request: its body may hold personal data.
  request_hash bytea not null,
  status smallint not null,
  body text not null,
  created_at timestamp not null,
  primary key (account, idempotency_key)
);
create index idempotency_created on idempotency (created_at);

-- Who did what and when. Append-only; holds references and positions, never personal data.
create table audit (
  id bigint generated always as identity primary key,
  at timestamp not null,
  account text,
  action text not null,
  subject text,
  request_id text not null,
  first_position bigint,
  last_position bigint
);
create index audit_account on audit (account, id);

create trigger audit_append_only before update or delete or truncate on audit for each statement execute function refuse_change();
