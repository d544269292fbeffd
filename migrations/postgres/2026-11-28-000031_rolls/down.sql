drop index message_received;
drop table contributor;
drop table listed;
drop table roll;
