-- What a metric was defined as, and since when. Version 1 counts for all that was before it, too.
create table throughline_server.metric_version (
  metric text not null check (length(metric) between 1 and 63),
  version int4 not null check (version > 0),
  -- SHA-256 of the canonical JSON of the definition.
  digest text not null check (length(digest) = 64),
  definition jsonb not null,
  -- Business time.
  from_at timestamptz not null,
  recorded_by text not null check (length(recorded_by) between 1 and 500),
  primary key (metric, version)
);

-- Each time that a watch was due, it is asked once. Rows become facts before the run is `done`; what was not done is done again, and records
-- the same facts.
create table throughline_server.watch_run (
  watch text not null check (length(watch) between 1 and 80),
  -- Business time.
  due_at timestamptz not null,
  ran_at timestamptz,
  outcome text not null check (outcome in ('running', 'done', 'over', 'failed')),
  rows int4 not null default 0 check (rows >= 0),
  recorded int4 not null default 0 check (recorded >= 0),
  seal int8,
  digest text not null check (length(digest) = 64),
  message text not null default '',
  primary key (watch, due_at)
);

-- A metric that left its target is diagnosed once, until it is back in it. No diagnosis: it is being opened.
create table throughline_server.breach (
  metric text not null check (length(metric) between 1 and 63),
  -- The first day of the period, and the day after its last.
  from_day date not null,
  to_day date not null,
  diagnosis uuid,
  over_at timestamptz,
  primary key (metric, from_day)
);
