import type { Database } from '@throughline/api';

/*
 * The list from which a case was opened, so that its page can lead on to the next one. It is what the list showed then: a case
 * that has left the list meanwhile keeps its place between its neighbours.
 */

export interface ListPlace {
  readonly database: Database;
  /** `Invoices / Overdue` */
  readonly title: string;
  readonly href: string;
  readonly ids: readonly string[];
  /** Of the whole result; there may be fewer ids. */
  readonly count: number;
  /** The case opened last. */
  readonly opened?: string;
}

const storageKey = 'throughline.list';
const idsMax = 2000;

export function keepListPlace(place: ListPlace): void {
  sessionStorage.setItem(storageKey, JSON.stringify({ ...place, ids: place.ids.slice(0, idsMax) }));
}

/** The list that was looked at last in this window. */
export function listPlace(): ListPlace | undefined {
  try {
    return (JSON.parse(sessionStorage.getItem(storageKey) ?? 'null') as ListPlace | null) ?? undefined;
  } catch {
    return undefined; // Not of our writing.
  }
}
