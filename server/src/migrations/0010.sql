-- Two snapshots held against each other. What is compared is declared in files; here is what each comparison found.
create table throughline_server.reconciliation_run (
  id uuid primary key default gen_random_uuid(),
  reconciliation text not null check (length(reconciliation) between 1 and 63),
  cause text not null check (cause in ('schedule', 'request')),
  status text not null check (status in ('running', 'done', 'failed', 'stopped')),
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  -- Counts, totals by currency, and the records that could not be read.
  found jsonb,
  failure jsonb,
  check ((status = 'running') = (ended_at is null))
);
create index reconciliation_run_latest on throughline_server.reconciliation_run (reconciliation, started_at desc, id);

-- What the two sides do not agree on, from the comparison that first saw it to the one in which they agree.
create table throughline_server.reconciliation_break (
  reconciliation text not null check (length(reconciliation) between 1 and 63),
  record text not null check (length(record) between 1 and 1100),
  ordinal int4 not null check (ordinal > 0),
  -- It has come back so often.
  occurrence int4 not null default 1 check (occurrence > 0),
  kind text not null check (kind in ('missing', 'extra', 'duplicate', 'mismatched')),
  found jsonb not null,
  digest text not null check (length(digest) = 64),
  aged boolean not null,
  in_transit boolean not null,
  run uuid not null,
  first_seen timestamptz not null default clock_timestamp(),
  last_seen timestamptz not null default clock_timestamp(),
  agreed_at timestamptz,
  -- What its case was told last: a digest, or that the two sides agree.
  told text,
  primary key (reconciliation, record, ordinal)
);
create index reconciliation_break_open on throughline_server.reconciliation_break (reconciliation, record, ordinal) where agreed_at is null;
