-- What is due at one destination is found without looking at what waits elsewhere or for later: a claim costs the same whatever the backlog.
drop index throughline.effect_next;
create index effect_due on throughline.effect (kind, destination, next_at) where status = 'pending';

-- Messages between cases are delivered in 16 lanes by the sender's bucket, oldest first; and of one sender in the order in which it sent them,
-- even where the server's clock was set back meanwhile.
create index effect_message on throughline.effect ((bucket & 15), next_at) where status = 'pending' and kind = 'message';
create index effect_sender on throughline.effect (bucket, case_id, seq, ordinal) where status = 'pending' and kind = 'message';

-- `doubt`: an earlier attempt may have done it. `open`: nobody has said what to do about that. `accepted`: somebody has decided that it is to be
-- done again where nothing can be looked up. `moot`: the case needs it no more; whoever is at it may finish, and nobody begins it again.
-- `settled`: somebody has said how it ended. `round`: how often it was begun from the start.
alter table throughline.effect add column doubt text check (doubt in ('open', 'accepted'));
alter table throughline.effect add column moot boolean not null default false;
alter table throughline.effect add column settled boolean not null default false;
alter table throughline.effect add column round int4 not null default 1;

-- What came to nothing, or may have, until somebody deals with it.
create index effect_failed on throughline.effect (finished_at, bucket, case_id, key)
  where status in ('refused', 'dead', 'unknown') and not settled;
create index effect_held on throughline.effect (destination, bucket, case_id, key) where status = 'held';

-- How often the circuit of a destination has opened since it last worked.
alter table throughline.destination add column openings int4 not null default 0;

-- After a restore nothing is sent until somebody has looked: while there is a row, new effects are held as well.
create table throughline.effect_hold (
  only_row boolean primary key default true check (only_row),
  reason text not null,
  since timestamptz not null default clock_timestamp()
);
