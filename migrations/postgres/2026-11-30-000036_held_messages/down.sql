drop index message_account;
drop index message_held;
alter table message drop column held_at;
alter table account drop column hourly_ceiling;
