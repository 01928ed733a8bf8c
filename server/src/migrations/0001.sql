-- The first answer to a request that was sent under an Idempotency-Key, kept for a day.
create table throughline_server.answer (
  actor text not null check (length(actor) between 1 and 500),
  key text not null check (length(key) between 1 and 200),
  -- Of the route and all that was sent: the same key with another digest is another request.
  digest text not null,
  -- Until when the answer is being worked out by somebody; past it, whoever did has gone.
  claimed_until timestamptz not null,
  created_at timestamptz not null default now(),
  status int4,
  revision int4,
  body text,
  primary key (actor, key),
  check ((status is null) = (body is null))
);
create index answer_created_at on throughline_server.answer (created_at);
