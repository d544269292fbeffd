drop table working_day;
drop table working_day_notice;
