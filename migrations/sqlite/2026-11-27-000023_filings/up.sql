-- What began and ended in a month, to tell how soon it was filed (kinds 11 and 13 of the ledger: employment_started and
-- employment_ended). Its twin lies in migrations/postgres.
create index fact_filing on fact (effective_on, position) where kind in (11, 13);
