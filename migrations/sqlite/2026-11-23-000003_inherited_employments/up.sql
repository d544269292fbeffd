-- Of a start: its employment has ends or pay changes that were recorded for somebody else, whose start was voided. They
-- belong to the employment by its reference, and so to this start too. Its twin lies in migrations/postgres.
alter table fact add column inherits boolean not null default false check (inherits in (0, 1) and (kind = 11 or not inherits));
create index fact_inherits on fact (employment_id) where inherits;
