-- What was removed when its time was over, by whose word. `last_case` is how far it has come.
create table throughline.retention (
  id int8 generated always as identity primary key,
  before timestamptz not null,
  flows json,
  boundary int8 not null check (boundary > 0),
  decided_by text not null,
  reason text not null,
  begun_at timestamptz not null default clock_timestamp(),
  last_case uuid,
  families int8 not null default 0,
  cases int8 not null default 0,
  events int8 not null default 0,
  finished_at timestamptz
);
create index retired_event_retention on throughline.retired_event (retention);

-- A database that is being filled from a backup. Nothing else is done with it until that is finished.
create table throughline.restore (
  only_row boolean primary key default true check (only_row),
  source text not null,
  upto int8 not null,
  restored int8 not null default 0,
  begun_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  check (restored between 0 and upto)
);
