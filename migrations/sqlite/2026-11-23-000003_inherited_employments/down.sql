drop index fact_inherits;
alter table fact drop column inherits;
