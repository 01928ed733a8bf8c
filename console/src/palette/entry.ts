import type { ReactNode } from 'react';

/** One thing that the palette offers. */
export interface PaletteEntry {
  /** Unique among all that is offered; the same from one day to the next, so that it can be found under *Recent*. */
  readonly id: string;
  readonly group: string;
  readonly label: string;
  /** Beside the label, in the second colour. */
  readonly note?: ReactNode;
  /** Words by which it is found beside its label and note. */
  readonly words?: string;
  readonly keys?: string;
  /** Why it is not possible: it is listed with the reason, and does nothing. */
  readonly why?: string;
  /** Where it leads, for entries that are places: those are remembered. */
  readonly path?: string;
  readonly run: () => void;
}

/** The entries in which each word typed begins a word, those whose label begins with the text first. */
export function found(entries: readonly PaletteEntry[], text: string): readonly PaletteEntry[] {
  const wanted = wordsOf(text);
  if (wanted.length === 0) return entries;
  const hits = entries.filter((entry) => {
    const note = typeof entry.note === 'string' ? entry.note : '';
    const words = wordsOf(`${entry.label} ${note} ${entry.words ?? ''}`);
    return wanted.every((word) => words.some((one) => one.startsWith(word)));
  });
  const begins = (entry: PaletteEntry) => entry.label.toLowerCase().startsWith(text.trim().toLowerCase());
  return [...hits.filter(begins), ...hits.filter((entry) => !begins(entry))];
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[\s/·,()]+/)
    .filter((word) => word !== '');
}

/** Where *travel ...* wants to go: `travel 14`, `travel +3 days`, `travel to 2027-02-01`. */
export function travelAsked(text: string): { readonly days: number } | { readonly to: string } | undefined {
  const match = /^\s*travel(?:\s+to)?\s+(?:(\d{4}-\d{2}-\d{2})|\+?(\d{1,3})(?:\s*d(?:ays?)?)?)\s*$/i.exec(text);
  if (match === null) return undefined;
  const [, to, days] = match;
  if (to !== undefined) return Number.isNaN(Date.parse(to)) ? undefined : { to };
  const count = Number(days);
  return count >= 1 && count <= 400 ? { days: count } : undefined;
}

/** The entries by group, in the order in which the groups first come. */
export function grouped(
  entries: readonly PaletteEntry[],
): readonly { readonly group: string; readonly entries: readonly PaletteEntry[] }[] {
  return [...Map.groupBy(entries, ({ group }) => group)].map(([group, members]) => ({ group, entries: members }));
}
