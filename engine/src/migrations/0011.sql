-- The log as people read it: all cases together, the newest first, by flow, type and kind of event, by who did it, what departed from its
-- flow, and what was done by hand. Each index ends in the place of an event in that order, so that a page is read as a page. Events are appended in the
-- order of time, so that rows go to the end of a few stretches. The summary of page ranges over `recorded_at` has nothing left to do.
create index event_order on throughline.event (recorded_at, bucket, case_id, seq);
create index event_type on throughline.event (flow, type, kind, recorded_at, bucket, case_id, seq);
create index event_principal on throughline.event (principal, recorded_at, bucket, case_id, seq);
create index event_deviation on throughline.event (recorded_at, bucket, case_id, seq) where deviation is not null;
create index event_manual on throughline.event (recorded_at, bucket, case_id, seq) where outcome ->> 'manual' = 'true';
drop index throughline.event_recorded;
