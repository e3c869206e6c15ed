-- How the calls of the heartbeat fare; the one row is of the target that the config has.
create table heartbeat (
  target text primary key,
  taken_at integer,
  wrong_since integer,
  is_held integer not null default 0,
  reason text not null default ''
);
