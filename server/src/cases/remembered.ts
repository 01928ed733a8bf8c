import type { Throughline } from '../throughline.ts';

/** Of so many cases what was derived is kept for each question; of more, those asked about the longest ago are derived anew. */
const keptMax = 20_000;

/**
 * Keeps what was derived of cases, by their revision: of a case that took no event since, under the same settings, it is derived
 * once. Each company by itself.
 */
export function remembering<T>(): (throughline: Throughline) => Promise<Remembered<T>> {
  const byCompany = new WeakMap<Throughline['pool'], { settings: number; readonly kept: Map<string, T> }>();
  return async ({ engine, pool }) => {
    const settings = (await engine.clock()).settings.revision;
    let found = byCompany.get(pool);
    if (found?.settings !== settings) {
      found = { settings, kept: new Map() };
      byCompany.set(pool, found);
    }
    const { kept } = found;
    return {
      get: (key) => kept.get(key),
      set(key, value) {
        kept.set(key, value);
        if (kept.size > keptMax) for (const oldest of kept.keys()) return void kept.delete(oldest);
      },
    };
  };
}

/** The key is to name the case, its `seq`, and whatever else the answer depends on. */
export interface Remembered<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
}
