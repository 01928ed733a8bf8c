-- What happened lately is found by when it was recorded. Events are only ever appended, so a summary of page ranges is enough, and
-- costs each event next to nothing.
create index event_recorded on throughline.event using brin (recorded_at) with (pages_per_range = 16, autosummarize = on);
