alter table known add column shown integer not null default 1;
alter table known add column comeback text not null default 'NONE';
alter table known add column at_start integer not null default 0;
alter table known add column edition integer not null default 0;

-- Empty is what the watch's next look will take it for: a state that is older than this knows no other terms.
alter table told add column metric text not null default '';
alter table told add column disk_gb integer not null default 0;
alter table told add column gone integer not null default 0;

create table standing (
  watch text primary key,
  body text not null
) without rowid;

create table held (
  watch text not null,
  offer_key text not null,
  reason text not null,
  news text,
  value text not null,
  first_at integer not null,
  last_at integer not null,
  answers integer not null,
  primary key (watch, offer_key, reason)
) without rowid;

create table silence (
  id integer primary key autoincrement,
  watch text not null,
  machine integer,
  from_at integer not null,
  until_at integer not null,
  comment text not null
);

create table acknowledged (
  alert_id text primary key,
  at integer not null
) without rowid;

create table hello (
  watch text primary key,
  at integer not null,
  sentence text not null
) without rowid;
