-- Which facts an import brought: their receipts, by which the log has them. Written before the facts are, so that an import which breaks off is
-- accounted for, too.
create table throughline_server.import_fact (
  import uuid not null references throughline_server.import on delete cascade,
  -- The line of the file.
  line int4 not null,
  bucket int2 not null,
  case_id uuid not null,
  -- Of the receipt, within the source of the import.
  key text not null check (length(key) between 1 and 2000),
  primary key (import, bucket, case_id, key)
);
create index import_fact_line on throughline_server.import_fact (import, line);

-- What it takes to read the file of an import, and to know its sums, when the file is gone. `source`: under which name its facts are known.
-- `control`: the sums of the file, before anything of it was imported. `retracted_at`: when all of it was taken back.
alter table throughline_server.import
  add column source text not null default '',
  add column file text not null default '',
  add column control jsonb,
  add column retracted_at timestamptz,
  add column retracted_by text,
  add column retracted_reason text;
