-- What lists of cases show, filter and sort by: one row a case and field that has a value. One narrow table serves all flows, so a
-- new list field needs no new index. Text lies folded and cut, so that order and prefixes ignore case; `exact` has the value where
-- the folded text is not it. `is_open`: the case's state is not final. Values come before bucket and id in the indexes, so that
-- each is the order of a list, ties included; the bucket is there so that no heap page is needed to know the case.

create table throughline.list_field (
  bucket int2 not null,
  case_id uuid not null,
  field text not null,
  flow text not null,
  is_open boolean not null,
  text_value text collate "C",
  number_value float8,
  exact text collate "C",
  primary key (bucket, case_id, field),
  check ((text_value is null) <> (number_value is null)),
  check (exact is null or text_value is not null)
);
create index list_field_text on throughline.list_field (flow, field, is_open, text_value, bucket, case_id) where text_value is not null;
create index list_field_number on throughline.list_field (flow, field, is_open, number_value, bucket, case_id) where number_value is not null;

-- Cases that were there before their rows: how far writing them has come, in the order of (bucket, id). No row: nothing to do.
create table throughline.list_rebuild (
  only_row boolean primary key default true check (only_row),
  case_id uuid
);
insert into throughline.list_rebuild (only_row) select true where exists (select from throughline.case_);
