-- The service level whose fee the value of a telling includes.
alter table told add column sla text not null default '';
