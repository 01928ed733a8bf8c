-- What was taken back counts no more: whoever reads `event_log` does not see it, as if it had never been told. `event_history` has all events, with the
-- instant from which on each counts no more, for whoever asks what was known at a time. A case that is born again begins anew: nothing comes before, and its
-- events are numbered from one.
create function throughline.life_began(clocks jsonb, seq int4) returns int4 language sql immutable parallel safe as $$
  select coalesce(max((r.one ->> 'seq')::int4) filter (where (r.one ->> 'seq')::int4 < seq), 0) from jsonb_array_elements(clocks -> 'retracted') r(one)
$$;

create view throughline.event_history as
select e.bucket, e.case_id, e.seq - case when d.clocks ? 'retracted' then throughline.life_began(d.clocks, e.seq) else 0 end as seq,
  e.flow, e.version, d.entity, d.key, d.parent, e.type, e.kind,
  case when e.state_from <> 'retracted' then e.state_from end as state_from, e.state_to,
  e.actor, e.actor_kind, e.principal, e.occurred_at, e.recorded_at, e.reason, e.patch::jsonb as patch, e.input::jsonb as input,
  e.outcome::jsonb as outcome, e.deviation is not null as deviation, e.cause_case,
  e.cause_seq - coalesce((select throughline.life_began(o.clocks, e.cause_seq) from throughline.case_data o
    where o.bucket = ('x' || left(e.cause_case::text, 3))::bit(12)::int4::int2 and o.id = e.cause_case and o.clocks ? 'retracted'), 0) as cause_seq,
  case when e.state_from is distinct from 'retracted' then e.prev_type end as prev_type,
  case when e.state_from is distinct from 'retracted' then e.gap_ms end as gap_ms, e.xact,
  case when d.clocks ? 'retracted' then (
    select to_timestamp((r.one ->> 'at')::float8 / 1000) from jsonb_array_elements(d.clocks -> 'retracted') r(one)
    where (r.one ->> 'seq')::int4 >= e.seq order by (r.one ->> 'seq')::int4 limit 1) end as retracted_at
from throughline.event e
join throughline.case_data d on d.bucket = e.bucket and d.id = e.case_id;

create or replace view throughline.event_log as
select bucket, case_id, seq, flow, version, entity, key, parent, type, kind, state_from, state_to, actor, actor_kind, principal, occurred_at,
  recorded_at, reason, patch, input, outcome, deviation, cause_case, cause_seq, prev_type, gap_ms, xact
from throughline.event_history where retracted_at is null;
