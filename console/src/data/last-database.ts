import type { Database } from '@throughline/api';

const storageKey = 'throughline.database';

export function rememberDatabase(database: Database): void {
  localStorage.setItem(storageKey, database);
}

/** The company that was looked at last in this browser. */
export function lastDatabase(): Database | undefined {
  const kept = localStorage.getItem(storageKey);
  return kept === 'main' || kept === 'demo' ? kept : undefined;
}
