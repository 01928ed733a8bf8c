-- Connections to other systems. What they are is declared in files; here is how far they are, and what came of it.
create table throughline_server.connection (
  id text primary key check (length(id) between 1 and 63),
  -- The place up to which it was read: written after the facts and dead letters before it, by whoever holds its lock.
  cursor jsonb,
  -- What happened before is history. Settled by the first run.
  live_from timestamptz,
  -- What the fields of its records have been.
  shape jsonb,
  paused_by text check (length(paused_by) between 1 and 500),
  paused_at timestamptz,
  pause_reason text check (length(pause_reason) between 1 and 500),
  -- Not before, where the other side asked for a pause or it failed.
  not_before timestamptz,
  failures int4 not null default 0 check (failures >= 0),
  check ((paused_by is null) = (paused_at is null))
);

create table throughline_server.connection_run (
  id uuid primary key default gen_random_uuid(),
  connection text not null check (length(connection) between 1 and 63),
  cause text not null check (cause in ('schedule', 'request', 'delivery', 'replay')),
  status text not null check (status in ('running', 'done', 'failed', 'stopped')),
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  -- Records, facts, duplicates, deviations, dead letters, pages, bytes, retries, the skew of the clocks.
  counts jsonb not null,
  failure jsonb,
  check ((status = 'running') = (ended_at is null))
);
create index connection_run_latest on throughline_server.connection_run (connection, started_at desc, id);

-- A record that became no fact. Its content goes when it is settled.
create table throughline_server.dead_letter (
  id uuid primary key default gen_random_uuid(),
  connection text not null check (length(connection) between 1 and 63),
  -- SHA-256 of the record: the same one again is the same letter.
  digest text not null check (length(digest) = 64),
  -- JSON as text: it may hold what jsonb cannot.
  record text,
  errors jsonb not null,
  first_at timestamptz not null default clock_timestamp(),
  last_at timestamptz not null default clock_timestamp(),
  times int4 not null default 1 check (times > 0),
  status text not null default 'open' check (status in ('open', 'replayed', 'discarded')),
  settled_by text check (length(settled_by) between 1 and 500),
  settled_at timestamptz,
  reason text check (length(reason) between 1 and 1000),
  check ((status = 'open') = (settled_at is null)),
  check ((status = 'open') = (record is not null))
);
create unique index dead_letter_open on throughline_server.dead_letter (connection, digest) where status = 'open';
create index dead_letter_list on throughline_server.dead_letter (connection, status, first_at, id);

-- What changed in the records, or in the clocks, and nobody had announced.
create table throughline_server.connection_notice (
  id uuid primary key default gen_random_uuid(),
  connection text not null check (length(connection) between 1 and 63),
  at timestamptz not null default clock_timestamp(),
  code text not null check (length(code) between 1 and 63),
  path text not null check (length(path) <= 2000),
  before text not null check (length(before) <= 200),
  after text not null check (length(after) <= 200)
);
create index connection_notice_latest on throughline_server.connection_notice (connection, at desc, id);

-- Deliveries whose facts are durable: the same one again is answered, and nothing happens.
create table throughline_server.delivery (
  connection text not null check (length(connection) between 1 and 63),
  id text not null check (length(id) between 1 and 500),
  at timestamptz not null default clock_timestamp(),
  primary key (connection, id)
);
create index delivery_at on throughline_server.delivery (at);
