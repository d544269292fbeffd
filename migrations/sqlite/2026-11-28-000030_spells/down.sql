create index fact_welfare_post on fact (position) where kind = 11 and code = 3;
drop table spell;
delete from setting where name = 'spells';
