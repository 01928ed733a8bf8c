-- Runs of integrations, foreign ones and our own, as they were told. The register itself is cases of the flow `integration`.
create table throughline_server.integration_run (
  id uuid primary key default gen_random_uuid(),
  integration text not null check (length(integration) between 1 and 63),
  -- What the other side calls it.
  run text not null check (length(run) between 1 and 200),
  scheduled_at timestamptz,
  started_at timestamptz not null,
  ended_at timestamptz,
  status text not null check (status in ('success', 'partial', 'failed', 'running')),
  records int8 not null default 0 check (records >= 0),
  records_failed int8 not null default 0 check (records_failed >= 0),
  error_class text check (length(error_class) between 1 and 120),
  message text check (length(message) between 1 and 1000),
  -- SHA-256 of what was told: the same again changes nothing.
  digest text not null check (length(digest) = 64),
  told_by text not null,
  told_at timestamptz not null default clock_timestamp(),
  unique (integration, run)
);
create index integration_run_latest on throughline_server.integration_run (integration, started_at desc, id desc);

-- What did not go as it should: a record, a run as a whole, a run that was missed, a day of a strange volume.
create table throughline_server.integration_failure (
  id uuid primary key default gen_random_uuid(),
  integration text not null check (length(integration) between 1 and 63),
  run text,
  record text not null check (length(record) between 1 and 260),
  at timestamptz not null,
  outcome text not null check (outcome in ('rejected', 'unknown', 'duplicate', 'failed', 'missed', 'volume')),
  error_class text not null check (length(error_class) between 1 and 120),
  currency text,
  units int8,
  -- The key of its case; null: nobody was told of it yet, or it is history.
  group_key text,
  is_history boolean not null default false,
  -- A missed run of which was told later: it had happened.
  excused boolean not null default false,
  -- `not-done`: looked up, and surely not there; it is still to be done.
  settled_as text check (settled_as in ('done', 'not-done', 'reversed', 'discarded')),
  settled_at timestamptz,
  proof text,
  told_at timestamptz not null default clock_timestamp(),
  check ((currency is null) = (units is null))
);
-- One of a run is told once; one that is open and fails again is the same.
create unique index integration_failure_once on throughline_server.integration_failure (integration, coalesce(run, ''), record, outcome);
create unique index integration_failure_open on throughline_server.integration_failure (integration, record, outcome) where settled_at is null;
create index integration_failure_list on throughline_server.integration_failure (integration, at desc, id desc);
create index integration_failure_group on throughline_server.integration_failure (group_key) where group_key is not null;
create index integration_failure_untold on throughline_server.integration_failure (integration, at) where group_key is null and not is_history and not excused;

-- Days that are over, as they were told to the log.
create table throughline_server.integration_day (
  integration text not null check (length(integration) between 1 and 63),
  day date not null,
  due int8 not null,
  succeeded int8 not null,
  missed int8 not null,
  records int8 not null,
  records_failed int8 not null,
  primary key (integration, day)
);

-- How far an integration has been watched.
create table throughline_server.integration_watch (
  integration text primary key check (length(integration) between 1 and 63),
  -- Silence before this was meant: it was paused.
  quiet_until timestamptz,
  -- Missed runs up to here have been told.
  missed_until timestamptz,
  -- Changes of records up to here have been told.
  notices_until timestamptz
);
