-- What one recorded wish asks of the database, when it changes no history. The first two statements are asked before the
-- transaction, to name the subject.
\set id random(1, :persons)
\set bits random(1, 1000000000)
select id as account from account where username = 'bench' \gset
select version, disabled from account where id = :account;
select sender.name as sender, person.ref as name from person join sender on sender.id = person.sender_id
  left join personal on person.name_id = personal.id
  where person.registered and person.division >= 0 and person.division < 9223372036854775807 and person.id = :id \gset
begin;
set local enable_seqscan = off;
select value from setting where name = 'writers_lock' for update;
select id, version from account where id = any(array[:account]) and disabled = false;
select (select max(position) from fact) + 1 as position, (select max(id) from person) as person,
  (select max(id) from household) as household, (select max(id) from employment) as employment,
  (select max(id) from helper) as helper \gset
select id, name from sender;
select id, sender_id, ref, registered, id_number_index, name_id, division, household_id from person
  where sender_id = 1 and ref = any(array[:name]);
select position, sender_id, event_ref, content_hash, kind, person_id, household_id, employment_id from fact
  where sender_id = 1 and event_ref = any(array['bench:' || :position || '-' || :bits]);
select coalesce(array_agg(distinct household_id), '{}') as homes from fact
  where person_id = any(array[:id::bigint]) and household_id is not null \gset
select coalesce(array_agg(distinct person_id), '{}') as members from fact
  where household_id = any(:homes::bigint[]) and person_id is not null \gset
select position, kind, effective_on, person_id, household_id, employment_id, helper_id, division, code, reason, amount, sex,
    retirement_group, born_on, voids from fact where fact.kind = 25 and position <= 9223372036854775807
  and not exists (select 1 from fact void where void.voids = fact.position and void.position <= 9223372036854775807);
select position, kind, effective_on, person_id, household_id, employment_id, helper_id, division, code, reason, amount, sex,
    retirement_group, born_on, voids, inherits from fact where person_id = any(:members::bigint[]) and position <= 9223372036854775807;
select position, kind, effective_on, person_id, household_id, employment_id, helper_id, division, code, reason, amount, sex,
    retirement_group, born_on, voids from fact
  where household_id = any(:homes::bigint[]) and person_id is null and position <= 9223372036854775807;
select id, sender_id, ref, registered, id_number_index, name_id, division, household_id from person
  where id = any(:members::bigint[]);
select id, sender_id, ref, registered, division, urban from household where id = any(:homes::bigint[]);
insert into fact (position, kind, effective_on, sender_id, event_ref, content_hash, person_id, code, recorded_at)
  values (:position, 7, '2025-01-10', 1, 'bench:' || :position || '-' || :bits, decode(repeat('5a', 32), 'hex'), :id, 3, now());
select household_id, seq, from_on, until_on, division, urban, state, since, cause, meets, seeking from household_span
  where household_id = any(:homes::bigint[]) order by household_id, seq;
select household_id, person_id, placed_on from placement
  where household_id = any(:homes::bigint[]) order by household_id, placed_on, person_id;
select person_id, seq, from_on, until_on, division, state, since, cause, categories, wants_help, helped from person_span
  where person_id = any(:members::bigint[]) order by person_id, seq;
select position, person_id, household_id from fact where position = any(array[:position::bigint]);
insert into audit (at, account, action, request_id, first_position, last_position)
  values (now(), :account, 'facts_recorded', 'bench', :position, :position);
commit;
