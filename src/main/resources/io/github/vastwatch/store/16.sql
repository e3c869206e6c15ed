-- What a delivery is about, so that the outbox can be read without its alerts.
alter table delivery add column watch text not null default '';
alter table delivery add column kind text not null default '';
alter table delivery add column offers integer not null default 0;
update delivery set (watch, kind, offers) = (
  select watch, coalesce(json_extract(body, '$.kind'), 'offers.matched'), coalesce(json_array_length(body, '$.matches'), 0)
  from alert where alert.id = delivery.alert_id);

-- The alert that it tells in place of its own, where it stands for others too.
alter table delivery add column body text;
-- How often the program ended while it made the message.
alter table delivery add column unmade integer not null default 0;

-- Taking the next delivery costs the same however many wait.
drop index delivery_due;
create index delivery_first on delivery (channel, watch, number) where state = 'pending' and attempts = 0;
create index delivery_again on delivery (channel, next_attempt, number) where state = 'pending' and attempts > 0;
create index delivery_leased on delivery (channel) where leased_until is not null;
create index delivery_expiry on delivery (channel, coalesce(retried_at, created_at)) where state = 'pending';
create index delivery_waiting on delivery (channel, watch, kind, number) where state = 'pending';
create index delivery_channel on delivery (channel);
create index delivery_dead on delivery (channel, done_at) where state = 'dead';
create index delivery_over on delivery (channel) where state = 'superseded' and is_over = 1;
create index delivery_ended on delivery (done_at) where state <> 'pending';
create index delivery_alert on delivery (alert_id);
create index alert_at on alert (at);
create index alert_watch on alert (watch, at);
