create table row_usage (
  account text primary key,
  day integer not null,
  rows integer not null,
  is_whole integer not null,
  today integer,
  learned integer,
  paused_until integer
) without rowid;

create table planned_question (
  number integer primary key,
  purpose text not null,
  question text not null,
  watches text not null,
  rows real not null,
  asked_ms integer not null,
  given_ms integer not null
);
