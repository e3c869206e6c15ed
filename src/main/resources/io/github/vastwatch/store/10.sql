-- What an offer was when it was told, so that a message can still say it when the offer has left.
alter table told add column row text not null default '';
