create table watch (
  name text primary key,
  since integer not null,
  removed_at integer,
  paused_at integer,
  looked_at integer,
  result text,
  reason text,
  matches integer,
  whole_at integer,
  next_at integer,
  gap_day integer,
  gap_ms integer,
  gap_reason text
) without rowid;

create table daemon (
  one integer primary key check (one = 1),
  pid integer not null,
  version text not null,
  started_at integer not null,
  config text not null,
  generation integer not null,
  loaded_at integer not null,
  refused_at integer,
  refusal text,
  requests integer not null default 0,
  requests_per_minute integer not null,
  pause_until integer
);
