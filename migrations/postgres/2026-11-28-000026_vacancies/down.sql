update referral set message_id = null, found_message = null;
delete from message where kind > 100;
alter table message drop column referral_id;
drop table referral;
drop table vacancy;
drop table employer;
alter table message
  drop constraint message_kind_check,
  drop constraint message_check,
  drop constraint message_check2,
  add constraint message_kind_check check (kind between 1 and 60),
  add constraint message_check check ((kind is null) = (effective_on is null) and (kind is null) = (id_number_index is null)),
  add constraint message_check2 check ((state = 1) = (position is not null));
