import type { Database } from '@throughline/api';
import { useSyncExternalStore } from 'react';

/*
 * As whom one acts in the demo: one of its people, kept in this browser. In the company's own database nobody is acted as: the
 * server knows who asks.
 */

const storageKey = 'throughline.act-as';
const listeners = new Set<() => void>();

/** The id of the person chosen, for requests to a database; undefined where the server decides. */
export function actingAs(database: Database | undefined): string | undefined {
  if (database !== 'demo') return undefined;
  return localStorage.getItem(storageKey) ?? undefined;
}

export function actAs(person: string | undefined): void {
  if (person === undefined) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, person);
  for (const listener of listeners) listener();
}

export function useActingAs(database: Database | undefined): string | undefined {
  return useSyncExternalStore(subscribe, () => actingAs(database));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
