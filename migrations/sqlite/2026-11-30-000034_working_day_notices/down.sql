delete from setting where name = 'working_days';
drop table working_day;
drop table working_day_notice;
