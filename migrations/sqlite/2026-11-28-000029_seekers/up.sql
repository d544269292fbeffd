-- Who is offered to hiring platforms, and by which name; and the secret of an endpoint before it was exchanged. Its twin lies in migrations/postgres.

-- The platforms in force for which offers were settled, and by which division.
create table seeker_platform (
  account text not null primary key references account (id),
  division bigint not null check (division between 100000000000 and 999999999999)
);

-- Everybody who was ever offered to a platform.
create table seeker (
  account text not null references account (id),
  person_id bigint not null references person (id),
  -- What the person is called to this platform, and to no other: a keyed hash of the two, in hexadecimal digits.
  name text not null unique check (length(name) = 64),
  -- What the platform was told last, which never says who it is; none where the offer is withdrawn.
  told text check (told <> ''),
  primary key (account, person_id)
);
create index seeker_person on seeker (person_id) where told is not null;
create index seeker_page on seeker (account, name) where told is not null;
-- Who is to be asked about when somebody's standing changes, few among all.
create index profile_shared on profile (person_id) where profile_shared;
create index account_role on account (role);

-- What was told of somebody who is offered no longer is forgotten, and not sent again.
create trigger delivery_forgotten before update on delivery
when new.state = 1 and new.body = ''
begin
  select raise(abort, 'a delivery that was forgotten is not sent');
end;
create index delivery_subject on delivery (account, subject);

-- The secret that deliveries are signed with beside the present one, wrapped and sealed as that.
alter table endpoint add column old_wrapped blob;
alter table endpoint add column old_sealed blob;
-- Until when.
alter table endpoint add column old_until timestamp
  check ((old_until is null) = (old_wrapped is null) and (old_until is null) = (old_sealed is null));
