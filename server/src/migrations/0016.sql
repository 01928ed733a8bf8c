-- What is to be changed of our own definitions: a version of a flow, values of parameters, a calendar, a mapping, a migration, a pilot. The case of the change
-- names it by the hash of its text; approved is what has that hash, so a row is never altered.
create table throughline_server.change_content (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  subject text not null,
  content json not null,
  kept_at timestamptz not null default now()
);
create function throughline_server.refuse_alteration() returns trigger language plpgsql as $$
begin
  raise exception 'the content of a change is never altered';
end $$;
create trigger never_altered before update on throughline_server.change_content
  for each row execute function throughline_server.refuse_alteration();
