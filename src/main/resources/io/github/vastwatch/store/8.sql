create table life (
  one integer primary key check (one = 1),
  since integer not null,
  looks integer not null default 0,
  gap_ms integer not null default 0
);

-- When a watch that saw the market whole should see it again; null while nothing is expected of it.
alter table watch add column due_at integer;
