drop table message;
