drop table delivery;
drop table endpoint;
