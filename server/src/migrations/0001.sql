-- The first answer to a request that was sent under an Idempotency-Key, kept for a day.
create table throughline_server.answer (
  actor text not null check (length(actor) between 1 and 500),
  key text not null check (length(key) between 1 and 200),
  -- Of the route and all that was sent: the same key with another digest is another request.
  digest text not null,
  -- Until when the answer is being worked out by somebody; past it, whoever did has gone.
  claimed_until timestamptz not null,
  created_at timestamptz not null default now(),
  revision int4,
  -- Null while it is being worked out.
  body text,
  primary key (actor, key)
);
create index answer_created_at on throughline_server.answer (created_at);
