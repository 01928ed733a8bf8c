-- What was imported from files that were uploaded here. The newest hundred are kept.
create table throughline_server.import (
  id uuid primary key default gen_random_uuid(),
  upload uuid not null,
  flow text not null check (length(flow) between 1 and 500),
  -- Which column is which, as it was chosen.
  choice jsonb not null,
  status text not null default 'running' check (status in ('running', 'done', 'failed', 'stopped')),
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  progress jsonb not null,
  failure jsonb,
  check ((status = 'running') = (ended_at is null)),
  check ((status = 'failed') = (failure is not null))
);
create index import_started_at on throughline_server.import (started_at);

create table throughline_server.import_error (
  import uuid not null references throughline_server.import on delete cascade,
  line int4 not null,
  number int4 not null,
  error jsonb not null,
  primary key (import, line, number)
);
