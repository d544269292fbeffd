-- An application is handled here once a step of it was taken. Those that were only told of, and decided elsewhere, are nobody's to
-- handle. Its twin lies in migrations/sqlite.
delete from application
where not exists (
  select 1 from fact as step
  where step.about = application.position and not exists (select 1 from fact as void where void.voids = step.position)
);
