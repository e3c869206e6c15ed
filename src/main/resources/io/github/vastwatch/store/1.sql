-- The schema of version 0.1. What changes it afterwards is a further numbered file. Moments and durations are in
-- milliseconds, money is decimal text, columns called body and those that hold several values are JSON.

-- Watches that the config has, or had within 30 days.
create table watch (
  name text primary key,
  since integer not null,
  removed_at integer,
  paused_at integer,
  last_poll text,
  -- When the whole market was last seen, and when it should be seen again; null while nothing is expected.
  complete_at integer,
  due_at integer,
  -- Where the threshold is that follows the market.
  market text,
  -- The longest time of a day between two polls that saw the whole market.
  gap text
) without rowid;

create table watch_state (
  watch text primary key,
  body text not null
) without rowid;

-- First answers of new watches that are not sent yet.
create table watch_start (
  watch text primary key,
  at integer not null,
  sentence text not null
) without rowid;

create table tracked_offer (
  watch text not null,
  offer_key text not null,
  offer_id integer not null,
  value text not null,
  first_seen integer not null,
  last_seen integer not null,
  missed integer not null,
  gone_at integer,
  shown integer not null,
  comeback text not null,
  at_start integer not null,
  revision integer not null,
  primary key (watch, offer_key)
) without rowid;

-- What was last sent about an offer.
create table notification (
  watch text not null,
  offer_key text not null,
  body text not null,
  primary key (watch, offer_key)
) without rowid;

create table suppressed_match (
  watch text not null,
  offer_key text not null,
  gate text not null,
  -- Why it would have been sent.
  reason text,
  value text not null,
  first_at integer not null,
  last_at integer not null,
  polls integer not null,
  primary key (watch, offer_key, gate)
) without rowid;

create table silence (
  id integer primary key autoincrement,
  watch text not null,
  machine integer,
  from_at integer not null,
  until_at integer not null,
  comment text not null
);

create table acknowledgement (
  alert_id text primary key,
  at integer not null
) without rowid;

-- The watch is empty where an alert is about several or none, here and in deliveries.
create table alert (
  number integer primary key,
  id text not null unique,
  watch text not null,
  at integer not null,
  body text not null
);
create index alert_at on alert (at);
create index alert_watch on alert (watch, at);

create table delivery (
  number integer primary key,
  id text not null unique,
  alert_id text not null references alert (id),
  channel text not null,
  watch text not null,
  kind text not null,
  offers integer not null,
  -- The alert as this delivery sends it, where that is not as it was decided.
  body text,
  created_at integer not null,
  -- When it was put back into the outbox; it expires from then on.
  requeued_at integer,
  state text not null default 'pending',
  attempts integer not null default 0,
  next_attempt integer not null,
  leased_until integer,
  -- The bytes of the first attempt, which each later one sends again.
  content text,
  refusals integer not null default 0,
  -- Attempts that may have arrived although no receiver confirmed it.
  uncertain integer not null default 0,
  -- Attempts before their time because the channel works again.
  early_retries integer not null default 0,
  -- How often the program ended between its claim and its first attempt.
  interrupted integer not null default 0,
  -- Recipients that are not sent to again, one a line.
  finished_recipients text not null default '',
  -- Until when the receiver asked to wait.
  wait_until integer,
  answer text,
  ended_at integer,
  -- Whether it was superseded because all its offers were gone, and the delivery that reports so.
  is_missed integer not null default 0,
  missed_reported_in text
);
-- Claiming the next delivery costs the same however many are pending.
create index delivery_first on delivery (channel, watch, number) where state = 'pending' and attempts = 0;
create index delivery_retry on delivery (channel, next_attempt, number) where state = 'pending' and attempts > 0;
create index delivery_leased on delivery (channel, leased_until) where leased_until is not null;
create index delivery_expiry on delivery (channel, coalesce(requeued_at, created_at)) where state = 'pending';
create index delivery_backlog on delivery (channel, watch, kind, number) where state = 'pending';
create index delivery_channel on delivery (channel);
create index delivery_dead on delivery (channel, ended_at) where state = 'dead';
create index delivery_missed on delivery (channel) where state = 'superseded' and is_missed = 1;
create index delivery_ended on delivery (ended_at) where state <> 'pending';
create index delivery_alert on delivery (alert_id);

create table channel (
  name text primary key,
  failing_since integer,
  -- When its receiver refused all further alerts.
  stopped_at integer,
  needs_action integer not null default 0,
  answer text,
  delivered_at integer,
  template_failed_at integer,
  template_failure text,
  template_kind text
) without rowid;

-- Incidents that were reported and are not resolved.
create table incident (
  kind text not null,
  name text not null,
  channels text not null,
  primary key (kind, name)
) without rowid;

-- The daemon that uses the state, or used it last.
create table daemon (
  one integer primary key check (one = 1),
  pid integer not null,
  version text not null,
  started_at integer not null,
  config text not null,
  generation integer not null,
  loaded_at integer not null,
  refusal text,
  requests integer not null,
  requests_per_minute integer not null,
  pause_until integer,
  account text not null,
  row_limit text not null
);

create table heartbeat (
  target text primary key,
  accepted_at integer,
  failing_since integer,
  is_suspended integer not null default 0,
  reason text not null default ''
);

-- What was done since the last activity report.
create table activity (
  one integer primary key check (one = 1),
  since integer not null,
  polls integer not null default 0,
  worst_gap integer not null default 0
);

-- When the daemon last tested that the state can be written.
create table write_test (
  one integer primary key check (one = 1),
  at integer not null
);

create table planned_question (
  number integer primary key,
  purpose text not null,
  question text not null,
  watches text not null,
  rows real not null,
  configured_interval integer not null,
  planned_interval integer not null
);

create table row_usage (
  account text primary key,
  day text not null,
  rows integer not null,
  is_whole_day integer not null,
  today integer,
  learned integer,
  paused_until integer
) without rowid;

-- What the market did. Facts are JSON: of an offer those of its first run, of a run those that differ from them.
create table history_offer (
  number integer primary key,
  offer_key text not null unique,
  facts text not null
);

-- A time in which an offer did not change; the newest run has no end while the offer is there.
create table history_run (
  offer integer not null,
  from_at integer not null,
  to_at integer,
  ended text,
  -- Of the price, in GB.
  disk integer not null,
  changes text,
  primary key (offer, from_at)
) without rowid;
create index history_run_end on history_run (to_at);

create table history_question (
  number integer primary key,
  question text not null unique
);

-- Names of watches that were polled together.
create table history_watches (
  number integer primary key,
  names text not null unique
);

-- Some answers to a question in a row.
create table history_poll (
  question integer not null,
  from_at integer not null,
  to_at integer not null,
  -- How soon the next answer must follow for the time between them to count as seen.
  holds integer not null,
  polls blob not null,
  primary key (question, from_at)
) without rowid;
create index history_poll_end on history_poll (to_at);
