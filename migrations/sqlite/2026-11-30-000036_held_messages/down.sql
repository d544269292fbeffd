-- What is held is let in by no program that does not know of it.
update message set state = 4, code = null, field = null where held_at is not null;
drop index message_employer;
drop index message_account;
drop index message_held;
alter table message drop column uscc;
alter table message drop column held_at;
alter table account drop column hourly_ceiling;
