-- How far the retraction of an import has come: it goes from case to case, and where its server dies it goes on from there. `retraction`: by whom and why, and
-- the last case that was dealt with. `import_kept`: cases that are left to a person, with the reason.
alter table throughline_server.import add column retraction jsonb;
create table throughline_server.import_kept (
  import uuid not null references throughline_server.import on delete cascade,
  case_id uuid not null,
  key text not null,
  reason text not null,
  primary key (import, case_id)
);
