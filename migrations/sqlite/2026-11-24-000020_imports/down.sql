drop table import_row;
drop table import;
