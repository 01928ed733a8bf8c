-- How the log grows and shrinks, for whoever keeps a copy of it to read from (insight does). The transaction that wrote an event says
-- between which two snapshots it became visible; what retention removed is named by the case.
create or replace view throughline.event_log as
select e.bucket, e.case_id, e.seq, e.flow, e.version, d.entity, d.key, d.parent, e.type, e.kind, e.state_from, e.state_to,
  e.actor, e.actor_kind, e.principal, e.occurred_at, e.recorded_at, e.reason, e.patch::jsonb as patch, e.input::jsonb as input,
  e.outcome::jsonb as outcome, e.deviation is not null as deviation, e.cause_case, e.cause_seq, e.prev_type, e.gap_ms, e.xact
from throughline.event e
join throughline.case_data d on d.bucket = e.bucket and d.id = e.case_id;

-- Which log this is. A dump that is restored is another one from then on, as it goes another way: its cluster differs.
alter table throughline.log_numbering add column log uuid not null default gen_random_uuid();

-- Where the log stands now, in the numbers of its events. `log`: changes where a copy of the log is of no use any more. `removed`: how many
-- events retention has taken out; `settled`: the last removal up to which all are finished.
create view throughline.log_position as
select concat_ws('/', n.log, n.cluster, (select oid from pg_database where datname = current_database()), 'throughline.event'::regclass::oid) as log,
  pg_current_snapshot()::text as snapshot, n.shift,
  (select max(number) from throughline.seal) as seal,
  (select coalesce(sum(r.events), 0)::int8 from throughline.retention r) as removed,
  (select coalesce(min(r.id) filter (where r.finished_at is null) - 1, max(r.id), 0) from throughline.retention r) as settled
from throughline.log_numbering n;

create view throughline.log_removal as select r.bucket, r.case_id, r.retention from throughline.retired_event r where r.seq = 1;
