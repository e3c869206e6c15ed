-- When the daemon last found out that the state can be written.
create table written (
  one integer primary key check (one = 1),
  at integer not null
);
