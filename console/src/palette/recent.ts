import type { Database } from '@throughline/api';

/** A place that was opened from the palette. */
export interface RecentPlace {
  readonly id: string;
  readonly label: string;
  readonly path: string;
}

const placesMax = 6;
const storageKey = (database: Database) => `throughline.recent.${database}`;

/** The latest first. */
export function recentPlaces(database: Database): readonly RecentPlace[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey(database)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isPlace).slice(0, placesMax) : [];
  } catch {
    return []; // What was kept is no JSON: nothing is lost but a convenience.
  }
}

export function rememberPlace(database: Database, place: RecentPlace): void {
  const others = recentPlaces(database).filter(({ path }) => path !== place.path);
  localStorage.setItem(storageKey(database), JSON.stringify([place, ...others].slice(0, placesMax)));
}

function isPlace(value: unknown): value is RecentPlace {
  const { id, label, path } = (value ?? {}) as Partial<Record<keyof RecentPlace, unknown>>;
  return typeof id === 'string' && typeof label === 'string' && typeof path === 'string';
}
