drop table audit;
drop table idempotency;
drop table refresh_token;
drop table account;
