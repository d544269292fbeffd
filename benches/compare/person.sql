-- What GET /api/v1/people/{id} asks of the database.
\set id random(1, :persons)
select version, disabled from account where id = (select id from account where username = 'bench');
select person.id, sender.name, person.ref, personal.name, person.division, person.household_id
  from person join sender on sender.id = person.sender_id left join personal on person.name_id = personal.id
  where person.registered and person.division >= 0 and person.division < 9223372036854775807 and person.id = :id
  limit 1;
select wrapped from person_key where person_id = :id;
select fact.sex, fact.born_on, fact.retirement_group, personal.id_number, personal.phone
  from fact left join personal on fact.personal_id = personal.id
  where fact.person_id = :id and fact.kind = any(array[1, 2]::smallint[])
    and not exists (select 1 from fact as void where void.voids = fact.position)
  order by fact.effective_on, fact.position;
insert into audit (at, account, action, subject, request_id)
  values (now() at time zone 'utc', (select id from account where username = 'bench'), 'person_read', :id::text, 'bench');
