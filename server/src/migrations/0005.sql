-- What people are told of the log. Rows name a case, an event and what it is about, never what a case holds: that is read when it is shown, as
-- far as the reader may see it then.
create table throughline_server.notification (
  id uuid primary key default gen_random_uuid(),
  person text not null check (length(person) between 1 and 500),
  kind text not null check (kind in ('task', 'approval', 'exception', 'late', 'assigned', 'mentioned', 'answered', 'watched', 'effect')),
  -- The case that it leads to; `child`: the task or exception of it.
  case_id uuid not null,
  child_id uuid,
  -- The event: one tells a person one thing.
  event_case uuid not null,
  seq int4 not null check (seq > 0),
  -- An approval's or rung's name.
  about text not null default '',
  -- Business time of the event.
  happened_at timestamptz not null,
  noted_at timestamptz not null default clock_timestamp(),
  read_at timestamptz,
  -- The task was done, the approval given: nothing is left to do about it.
  settled_at timestamptz,
  mail text not null default 'none' check (mail in ('none', 'at-once', 'digest')),
  -- Written before the mail is sent, so that it is never sent twice; `mail_attempts`: how often the mail server surely did not take it.
  mailed_at timestamptz,
  mail_attempts int4 not null default 0,
  mail_not_before timestamptz,
  unique (person, event_case, seq)
);
create index notification_person on throughline_server.notification (person, noted_at desc, id desc);
create index notification_unread on throughline_server.notification (person) where read_at is null and settled_at is null;
create index notification_open on throughline_server.notification (case_id, kind) where settled_at is null;
create index notification_child on throughline_server.notification (child_id) where child_id is not null and settled_at is null;
create index notification_mail on throughline_server.notification (mail, noted_at) where mail <> 'none' and mailed_at is null;
create index notification_noted on throughline_server.notification (noted_at);

-- Up to which transaction (exclusive, in the numbers of the log) the log has been read. No row: nobody has begun.
create table throughline_server.notification_cursor (
  only_row boolean primary key default true check (only_row),
  upto int8 not null
);

create table throughline_server.notification_preference (
  person text primary key check (length(person) between 1 and 500),
  -- By kind: off, in-app, at-once, digest. What is not there is as by default.
  kinds jsonb not null default '{}',
  digest_hour int2 not null default 8 check (digest_hour between 0 and 23),
  zone text not null,
  -- Local times between which no mail is sent.
  quiet_from int2 check (quiet_from between 0 and 23),
  quiet_until int2 check (quiet_until between 0 and 23),
  revision int4 not null default 1,
  check ((quiet_from is null) = (quiet_until is null))
);

-- The day (of the person's zone) of the last digest, written before it is sent.
create table throughline_server.notification_digest (
  person text primary key,
  day date not null
);

create table throughline_server.notification_watch (
  case_id uuid not null,
  person text not null check (length(person) between 1 and 500),
  since timestamptz not null default clock_timestamp(),
  primary key (case_id, person)
);
create index notification_watch_person on throughline_server.notification_watch (person, since);
