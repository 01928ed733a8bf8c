-- What is in force beside the versions: a counter tells each transaction in one row whether what it knows is still so.
alter table throughline.clock add column settings int8 not null default 1;

-- Decisions about parameters and calendars, with the instant from which they hold. Nothing is ever changed here.
create table throughline.parameter (
  flow text not null,
  revision int4 not null check (revision > 0),
  effective_from timestamptz not null,
  "values" json not null,
  decided_by text not null,
  decided_at timestamptz not null,
  reason text not null,
  primary key (flow, revision)
);
create table throughline.calendar (
  flow text not null,
  revision int4 not null check (revision > 0),
  effective_from timestamptz not null,
  name text not null,
  definition json not null,
  decided_by text not null,
  decided_at timestamptz not null,
  reason text not null,
  primary key (flow, revision)
);

-- Cases whose wake-up may lie too late since something was decided are looked at in the order of (bucket, id), once all
-- transactions that could not see the decision are over: those with a number below the horizon, which is taken once the decision
-- can be seen.
create table throughline.sweep (
  id int8 generated always as identity primary key,
  flow text not null,
  cause text not null,
  horizon xid8,
  last_case uuid,
  looked_at int8 not null default 0,
  lowered int8 not null default 0,
  begun_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz
);
create index sweep_open on throughline.sweep (id) where finished_at is null;

-- A version that is not released is run by cases of a pilot alone, or by nobody any more.
alter table throughline.flow_version add column released_at timestamptz;
update throughline.flow_version set released_at = deployed_at;

-- Versions of some flows, tried together by a part of the newborn cases: those of a segment, or a salted share.
create table throughline.pilot (
  name text primary key,
  flows json not null,
  segment text,
  share float8 not null check (share > 0 and share <= 1),
  salt text not null,
  begun_at timestamptz not null,
  begun_by text not null,
  reason text not null,
  ended_at timestamptz,
  ended_by text,
  outcome text check (outcome in ('promoted', 'rolled-back')),
  check ((ended_at is null) = (outcome is null) and (ended_at is null) = (ended_by is null))
);

-- How the cases of one version go on under another, and how they come back: the newest revision holds, the others are history.
create table throughline.version_mapping (
  flow text not null,
  from_version int4 not null,
  to_version int4 not null,
  revision int4 not null check (revision > 0),
  definition json not null,
  approved_by text not null,
  approved_at timestamptz not null,
  reason text not null,
  primary key (flow, from_version, to_version, revision)
);

-- Where an effect goes: so many at a time, and none for a while where one after the other failed.
create table throughline.destination (
  name text primary key,
  failures int4 not null default 0,
  open_until timestamptz,
  last_error text
);
alter table throughline.effect add column destination text not null default '';
update throughline.effect set destination = kind;
alter table throughline.effect add column trace text;
create index effect_leased on throughline.effect (destination) where lease_by is not null;

-- The transaction that wrote an event: which events became visible between two snapshots is known by it, in whatever order they
-- were committed (as a number: an xid8 has no such index). Events from before have none; they belong to the first seal.
alter table throughline.event add column xact int8;
alter table throughline.event alter column xact set default pg_current_xact_id()::text::int8;
create index event_xact on throughline.event using brin (xact) with (pages_per_range = 16, autosummarize = on);

-- Whoever erases what somebody sent erases what could be guessed from its digest, too.
alter table throughline.receipt alter column digest drop not null;

-- Numbered, chained and signed stretches of the log. `upto` is the snapshot of this cluster up to which it goes; it is no part of the
-- seal, as a restored log has another.
create table throughline.seal (
  number int8 primary key check (number > 0),
  previous bytea not null check (octet_length(previous) = 32),
  root bytea not null check (octet_length(root) = 32),
  events int8 not null check (events >= 0),
  sealed_at timestamptz not null,
  key text not null,
  signature bytea not null,
  hash bytea not null check (octet_length(hash) = 32),
  upto pg_snapshot not null,
  anchored_at timestamptz
);

-- Of events that retention has removed: where they stood, and the hash, so that the roots of their seals still can be recomputed (the
-- leaves of a seal are in the order of bucket, case and number), that what follows from them is not called causeless, and that
-- nobody bears the case again.
create table throughline.retired_event (
  bucket int2 not null,
  case_id uuid not null,
  seq int4 not null check (seq > 0),
  seal int8 not null,
  hash bytea not null check (octet_length(hash) = 32),
  retention int8 not null,
  primary key (bucket, case_id, seq)
);
create index retired_event_seal on throughline.retired_event (seal, bucket, case_id, seq);
