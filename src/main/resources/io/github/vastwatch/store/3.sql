drop table if exists placeholder;
