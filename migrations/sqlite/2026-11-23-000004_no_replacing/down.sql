drop trigger fact_no_replace;
drop trigger month_close_no_replace;
drop trigger month_line_no_replace;
drop trigger month_part_no_replace;
drop trigger audit_no_replace;
