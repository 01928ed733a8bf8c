-- A release of the future takes effect on its day; any other has taken effect, also should the clock be set back.
alter table throughline.flow_version add column scheduled boolean not null default false;

-- Releases hold in business time, and where the clock is virtual that is not the machine's.
update throughline.flow_version set released_at = least(released_at, (select now from throughline.clock));

-- Who had which version released or withdrawn, and why; deployments that released nothing else stand in flow_version alone.
create table throughline.release_decision (
  id int8 generated always as identity primary key,
  flow text not null,
  version int4 not null,
  effective_from timestamptz,
  decided_by text not null,
  decided_at timestamptz not null,
  reason text not null
);

-- Running cases of one version on their way to another, in the order of (bucket, id). One way at a time for each flow.
create table throughline.migration_run (
  id int8 generated always as identity primary key,
  flow text not null,
  from_version int4 not null,
  to_version int4 not null,
  is_back boolean not null,
  begun_by text not null,
  begun_at timestamptz not null,
  reason text not null,
  -- Transactions from before it may bear cases under a version that is no longer in force, behind the place it has reached. So a walk
  -- is sure to have met all only when it began after the last of them was over.
  horizon xid8 not null default pg_current_xact_id(),
  is_sure boolean not null default false,
  last_case uuid,
  looked_at int8 not null default 0,
  migrated int8 not null default 0,
  refused int8 not null default 0,
  finished_at timestamptz,
  outcome text check (outcome in ('done', 'stopped')),
  check ((finished_at is null) = (outcome is null))
);
create unique index migration_run_open on throughline.migration_run (flow) where finished_at is null;

-- The cases that stayed where they were, and why.
create table throughline.migration_refusal (
  run int8 not null,
  case_id uuid not null,
  code text not null,
  message text not null,
  primary key (run, case_id)
);
