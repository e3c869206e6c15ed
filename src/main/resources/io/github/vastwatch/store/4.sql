alter table delivery add column refusals integer not null default 0;
alter table delivery add column doubtful integer not null default 0;
alter table delivery add column hastened integer not null default 0;
alter table delivery add column settled text not null default '';
alter table delivery add column retried_at integer;

update delivery set state = 'dead' where state = 'rejected';

create table channel (
  name text primary key,
  failing_since integer,
  stopped_at integer,
  trouble integer not null default 0,
  answer text,
  answered_at integer,
  delivered_at integer
) without rowid;
