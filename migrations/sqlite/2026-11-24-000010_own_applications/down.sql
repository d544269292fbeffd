alter table account drop column id_number_index;
