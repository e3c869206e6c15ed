create table known (
  watch text not null,
  offer_key text not null,
  offer_id integer not null,
  value text not null,
  first_seen integer not null,
  last_seen integer not null,
  missed integer not null,
  gone_at integer,
  primary key (watch, offer_key)
) without rowid;

create table told (
  watch text not null,
  offer_key text not null,
  value text not null,
  at integer not null,
  alert_id text not null,
  primary key (watch, offer_key)
) without rowid;

create table alert (
  id text primary key,
  watch text not null,
  at integer not null,
  body text not null
);

create table delivery (
  number integer primary key,
  id text not null unique,
  alert_id text not null references alert (id),
  channel text not null,
  created_at integer not null,
  attempts integer not null default 0,
  next_attempt integer not null,
  leased_until integer,
  content text,
  state text not null default 'pending',
  answer text,
  done_at integer
);

create index delivery_due on delivery (state, channel, next_attempt);
