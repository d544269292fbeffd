-- Whether whoever is recommended agrees that the platform is told that they are determined as a difficult person. Nobody was asked
-- before. Its twin lies in migrations/sqlite.
alter table referral add column determination_shared boolean not null default false;
