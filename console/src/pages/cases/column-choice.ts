/*
 * Which columns a person wants to see of a flow: kept in this browser for each person, since people share one in the demo.
 */

const keyOf = (place: readonly string[]) => `throughline.columns.${place.join('.')}`;

/** The columns hidden; `undefined`: nobody has chosen, so the list decides. `place`: database, person, flow. */
export function hiddenColumns(place: readonly string[]): ReadonlySet<string> | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(place)) ?? 'null');
    return Array.isArray(kept) ? new Set(kept.map(String)) : undefined;
  } catch {
    return undefined; // Not of our writing.
  }
}

export function keepHiddenColumns(place: readonly string[], hidden: ReadonlySet<string> | undefined): void {
  if (hidden === undefined) localStorage.removeItem(keyOf(place));
  else localStorage.setItem(keyOf(place), JSON.stringify([...hidden]));
}
