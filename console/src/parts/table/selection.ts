export type Selection = ReadonlySet<string>;

export const nothingSelected: Selection = new Set();

/** Takes one in, or puts it out. */
export function toggled(selection: Selection, id: string): Selection {
  const next = new Set(selection);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Gives all from one place of the list to another the standing that the last one gets: what Shift does. */
export function rangeToggled(
  selection: Selection,
  { ids, from, to }: { readonly ids: readonly string[]; readonly from: number; readonly to: number },
): Selection {
  const last = ids[to];
  if (last === undefined) return selection;
  const next = new Set(selection);
  const select = !selection.has(last);
  for (const id of ids.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (select) next.add(id);
    else next.delete(id);
  }
  return next;
}

/** All of the list; where they all are selected, none. */
export function allToggled(selection: Selection, ids: readonly string[]): Selection {
  return ids.length > 0 && ids.every((id) => selection.has(id)) ? nothingSelected : new Set(ids);
}
