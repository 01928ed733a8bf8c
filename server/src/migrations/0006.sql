-- Attempts to sign in that were not let through, counted by quarter of an hour and by whom they were made on; kept for 90 days. An address
-- that nobody has is here by its HMAC alone; neither: a way that names nobody, or more addresses than are kept of one quarter.
create table throughline_auth.refused_attempt (
  id uuid primary key default gen_random_uuid(),
  began timestamptz not null,
  way text not null check (way in ('password', 'second-factor', 'own-password', 'link', 'single-sign-on')),
  person text,
  address bytea check (length(address) = 32),
  attempts int4 not null check (attempts > 0),
  last_at timestamptz not null,
  machine text,
  check (person is null or address is null),
  unique nulls not distinct (began, way, person, address)
);
create index refused_attempt_began on throughline_auth.refused_attempt (began, id);
