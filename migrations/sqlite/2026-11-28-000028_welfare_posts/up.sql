-- The starts of public-welfare posts, few among all, to tell who holds one (kind 11 of the ledger, employment_started, of form 3,
-- public_welfare). Its twin lies in migrations/postgres.
create index fact_welfare_post on fact (position) where kind = 11 and code = 3;
