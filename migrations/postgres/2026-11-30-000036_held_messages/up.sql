-- How many messages of an account are let in within an hour, and those held beyond it. Its twin lies in migrations/sqlite.

-- Messages about people an hour; none stands for the program's own number.
alter table account add column hourly_ceiling integer check (hourly_ceiling between 1 and 1000000);

-- When the message came over the ceiling of its account. Until the bureau releases it, it is no version of its filing: it
-- neither supersedes another nor brings a fact.
alter table message add column held_at timestamp check (held_at is null or position is null);
create index message_held on message (account, id) where held_at is not null;
create index message_account on message (account, received_at);
