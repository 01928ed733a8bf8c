-- Seals: whose transactions number the events, and which seals nobody outside has yet.

-- Which events lie between two seals is told by the transactions that wrote them. Another cluster (a restored dump, an upgrade in
-- place) counts its transactions from another number: `shift` is added to them, so that the log's numbers always grow.
create table throughline.log_numbering (
  only_row boolean primary key default true check (only_row),
  cluster text,
  shift int8 not null default 0 check (shift >= 0)
);
insert into throughline.log_numbering default values;

create index seal_unanchored on throughline.seal (number) where anchored_at is null;
