-- Whose rows the daemon counts, and how many it may read, for status.
alter table daemon add column account text not null default '';
alter table daemon add column row_limit text not null default 'auto';
