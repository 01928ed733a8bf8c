-- Cases, their log, and what is to be done outside. Every table of cases is keyed by (bucket, ...), has no foreign key, no
-- trigger, no sequence and no unique constraint without the bucket: so it can be spread over machines by bucket.

create table throughline.clock (
  only_row boolean primary key default true check (only_row),
  mode text not null check (mode in ('real', 'virtual')),
  now timestamptz,
  check ((mode = 'virtual') = (now is not null))
);

create table throughline.flow_version (
  flow text not null,
  version int4 not null check (version > 0),
  hash text not null,
  definition json not null,
  deployed_at timestamptz not null,
  deployed_by text not null,
  primary key (flow, version)
);

create table throughline.source (
  id int4 generated always as identity primary key,
  name text not null unique,
  live_from timestamptz
);

-- The hot row: rewritten by each event, so small, and no column that changes with each event is indexed.
create table throughline.case_ (
  bucket int2 not null check (bucket between 0 and 4095),
  id uuid not null,
  flow text not null,
  version int4 not null check (version > 0),
  state text not null,
  seq int4 not null check (seq > 0),
  due_at timestamptz,
  entered_at timestamptz not null,
  last_type text not null,
  last_at timestamptz not null,
  recorded_at timestamptz not null,
  head bytea not null check (octet_length(head) = 32),
  primary key (bucket, id)
) with (fillfactor = 70);
create index case_due on throughline.case_ (due_at) where due_at is not null;
create index case_flow on throughline.case_ (flow, bucket, id);

create table throughline.case_data (
  bucket int2 not null,
  id uuid not null,
  parent uuid,
  entity text not null,
  key text not null,
  data jsonb not null,
  clocks jsonb not null,
  primary key (bucket, id)
) with (fillfactor = 85);
create index case_data_parent on throughline.case_data (bucket, parent) where parent is not null;

-- `json`, never `jsonb`: it gives back the very text that was hashed.
create table throughline.event (
  bucket int2 not null,
  case_id uuid not null,
  seq int4 not null check (seq > 0),
  flow text not null,
  version int4 not null,
  type text not null,
  kind text not null check (kind in ('command', 'fact', 'deadline', 'message')),
  state_from text,
  state_to text not null,
  actor text not null,
  actor_kind text not null check (actor_kind in ('person', 'automation', 'source', 'system')),
  principal text not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  reason text,
  input json,
  patch json,
  personal json,
  context json not null,
  outcome json not null,
  cause_case uuid,
  cause_seq int4,
  deviation json,
  prev_type text,
  gap_ms int8,
  data_salt bytea,
  data_commitment bytea not null check (octet_length(data_commitment) = 32),
  personal_salt bytea,
  personal_commitment bytea check (octet_length(personal_commitment) = 32),
  hash bytea not null check (octet_length(hash) = 32),
  primary key (bucket, case_id, seq),
  check ((state_from is null) = (seq = 1)),
  check ((cause_case is null) = (cause_seq is null)),
  check ((data_salt is null) = (patch is null) and (data_salt is null) = (input is null)),
  check ((personal_salt is null) = (personal is null))
);

create table throughline.receipt (
  bucket int2 not null,
  case_id uuid not null,
  source int4 not null,
  key text not null,
  digest bytea not null check (octet_length(digest) = 16),
  seq int4,
  result json,
  primary key (bucket, case_id, source, key)
);

create table throughline.effect (
  bucket int2 not null,
  case_id uuid not null,
  key text not null,
  kind text not null,
  seq int4 not null,
  ordinal int4 not null,
  payload json not null,
  delivery text not null check (delivery in ('at-least-once', 'at-most-once', 'exactly-once')),
  status text not null check (status in ('pending', 'held', 'done', 'refused', 'dead', 'unknown', 'cancelled')),
  attempts int4 not null default 0 check (attempts >= 0),
  next_at timestamptz,
  lease_until timestamptz,
  lease_by text,
  error text,
  result json,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (bucket, case_id, key),
  check ((status in ('pending', 'held')) = (finished_at is null)),
  check ((status = 'pending') = (next_at is not null)),
  check ((lease_by is null) = (lease_until is null)),
  check (lease_by is null or status = 'pending')
);
create index effect_next on throughline.effect (next_at) where status = 'pending';

create table throughline.link (
  bucket int2 not null,
  case_id uuid not null,
  direction text not null check (direction in ('out', 'in')),
  name text not null,
  other uuid not null,
  primary key (bucket, case_id, direction, name, other)
);

-- Cases whose deadline could not be worked off. They wake up again when somebody moves them.
create table throughline.quarantine (
  bucket int2 not null,
  case_id uuid not null,
  reason text not null,
  due_at timestamptz not null,
  at timestamptz not null,
  primary key (bucket, case_id)
);

-- What readers may rely on: one row an event, without anything personal. Order a case by seq. Until there are seals, a reader
-- that follows recorded_at must look back as far as the longest transaction.
create view throughline.event_log as
select e.bucket, e.case_id, e.seq, e.flow, e.version, d.entity, d.key, d.parent, e.type, e.kind, e.state_from, e.state_to,
  e.actor, e.actor_kind, e.principal, e.occurred_at, e.recorded_at, e.reason, e.patch::jsonb as patch, e.input::jsonb as input,
  e.outcome::jsonb as outcome, e.deviation is not null as deviation, e.cause_case, e.cause_seq, e.prev_type, e.gap_ms
from throughline.event e
join throughline.case_data d on d.bucket = e.bucket and d.id = e.case_id;
