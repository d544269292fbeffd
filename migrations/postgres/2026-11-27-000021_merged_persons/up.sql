-- Derived: into whom a registration was merged, while that merging holds (kind 30 of the ledger: person_id stays, other_id is given
-- up). At most one merging of a registration holds at a time. Its twin lies in migrations/sqlite.
alter table person add column merged_into bigint references person (id) check (merged_into <> id);
create index person_merged_into on person (merged_into, id) where merged_into is not null;
