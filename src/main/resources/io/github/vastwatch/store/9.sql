-- Until when a receiver asked to wait; null where it did not.
alter table delivery add column asked_until integer;
