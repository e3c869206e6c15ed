alter table tracked_offer add column color text not null default 'green';
