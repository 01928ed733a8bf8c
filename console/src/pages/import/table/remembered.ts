import type { Said } from './table-work.tsx';

/*
 * What was said of a file is kept by file for as long as the tab of the browser is open: who goes back, or loads the page again, finds it as it was.
 */

const nameOf = (upload: string) => `throughline.import.${upload}`;

/** What was said of a file before; `undefined`: nothing, or the browser keeps nothing. */
export function remembered(upload: string): Said | undefined {
  try {
    const text = sessionStorage.getItem(nameOf(upload));
    return text === null ? undefined : saidIn(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A browser that keeps nothing forgets it with the page. */
export function remember(upload: string, said: Said): void {
  try {
    sessionStorage.setItem(nameOf(upload), JSON.stringify(said));
  } catch {
    // Its room is full, or it is told to keep nothing.
  }
}

function saidIn(value: unknown): Said | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { answers, accepted } = value as Partial<Said>;
  return typeof answers === 'object' && answers !== null && Array.isArray(accepted) ? (value as Said) : undefined;
}
