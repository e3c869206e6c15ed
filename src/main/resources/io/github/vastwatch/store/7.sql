alter table channel add column template_failed_at integer;
alter table channel add column template_failure text;
alter table channel add column template_kind text;
