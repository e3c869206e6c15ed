create table trouble (
  sort text not null,
  name text not null,
  channels text not null,
  primary key (sort, name)
) without rowid;
