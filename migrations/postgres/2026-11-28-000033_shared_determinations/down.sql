alter table referral drop column determination_shared;
