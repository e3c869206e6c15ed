alter table delivery add column since text;
alter table delivery add column is_over integer not null default 0;
alter table delivery add column missed_in text;
