delete from setting where name in ('labour_spans', 'settled_on');
alter table seeker drop column ended_for;
alter table seeker drop column ended_on;
drop index referral_ends;
alter table referral drop column end_told;
alter table referral drop column ends_for;
alter table referral drop column ends_on;
drop table labour_span;
