-- SQLite runs no delete trigger for a row that INSERT OR REPLACE drives out unless the connection asks for recursive triggers.
-- So an insert that would drive one out is refused before. PostgreSQL knows no such insert.
create trigger fact_no_replace before insert on fact
when exists (select 1 from fact where position = new.position)
  or exists (select 1 from fact where event_ref = new.event_ref and sender_id = new.sender_id)
  or (new.voids is not null and exists (select 1 from fact where voids = new.voids))
begin
  select raise(abort, 'fact is append-only');
end;

create trigger month_close_no_replace before insert on month_close
when exists (select 1 from month_close where month = new.month)
begin
  select raise(abort, 'month_close is append-only');
end;

create trigger month_line_no_replace before insert on month_line
when exists (select 1 from month_line where month = new.month and division = new.division)
begin
  select raise(abort, 'month_line is append-only');
end;

create trigger month_part_no_replace before insert on month_part
when exists (select 1 from month_part where month = new.month and subject = new.subject and subject_id = new.subject_id)
begin
  select raise(abort, 'month_part is append-only');
end;

create trigger audit_no_replace before insert on audit
when exists (select 1 from audit where id = new.id)
begin
  select raise(abort, 'audit is append-only');
end;
