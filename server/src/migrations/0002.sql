-- Lists that somebody wants to find again. Each person has their own.
create table throughline_server.saved_view (
  id uuid primary key default gen_random_uuid(),
  person text not null check (length(person) between 1 and 500),
  page text not null check (page in ('cases', 'tasks')),
  name text not null check (length(name) between 1 and 60),
  query text not null check (length(query) <= 2000),
  revision int4 not null default 1 check (revision > 0),
  created_at timestamptz not null default clock_timestamp()
);
create index saved_view_person on throughline_server.saved_view (person, created_at, id);
