-- Placeholder: another change takes this number.
update watch set name = name where 0;
