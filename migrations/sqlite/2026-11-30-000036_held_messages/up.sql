-- How many messages of an account are let in within an hour, and those held beyond it. Its twin lies in migrations/postgres.

-- Messages about people an hour; none stands for the program's own number.
alter table account add column hourly_ceiling integer check (hourly_ceiling between 1 and 1000000);

-- When the message came over the ceiling of its account. Until the bureau releases it, it is no version of its filing: it
-- neither supersedes another nor brings a fact. In state 4 (superseded) the bureau has discarded it, and it never will be.
alter table message add column held_at timestamp check (held_at is null or position is null);
-- The employer that a hire names: its unified social credit code; none of what came before this was kept.
alter table message add column uscc text check (uscc is null or length(uscc) = 18);
create index message_held on message (account, id) where held_at is not null and state <> 4;
create index message_account on message (account, received_at);
-- The hires that wait for their employer.
create index message_employer on message (account, uscc) where state = 2 and uscc is not null;
