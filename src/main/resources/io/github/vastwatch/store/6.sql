-- Kept free for what is told late.
drop table if exists kept_free;
