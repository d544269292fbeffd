drop table contributor;
drop table listed;
drop table roll;
