create table trouble (
  subject text primary key,
  at integer not null,
  relief text not null,
  channels text not null
) without rowid;
