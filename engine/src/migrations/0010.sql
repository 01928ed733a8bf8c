-- Whose cases somebody may see is found by the entity, which lists did not have before: their rows are written anew, step by step.
insert into throughline.list_rebuild (only_row) select true where exists (select from throughline.case_)
  on conflict (only_row) do update set case_id = null;
