import type { Millis } from '@throughline/language';
import type { Queryable } from './database.ts';
import { ensureSource, type SourceRow } from './sql/sources.ts';

/** The ids of sources by name; they never change, so they are kept. */
export interface SourceRegistry {
  /** The ids of the sources named; those that are new are registered. */
  ids(client: Queryable, names: Iterable<string>): Promise<ReadonlyMap<string, number>>;
  ensure(client: Queryable, name: string, liveFrom: Millis): Promise<SourceRow>;
}

const sourcesMax = 10_000;

export function createSourceRegistry(): SourceRegistry {
  const known = new Map<string, number>();
  const keep = (row: SourceRow) => {
    if (known.size < sourcesMax) known.set(row.name, row.id);
    return row;
  };
  return {
    async ids(client, names) {
      const ids = new Map<string, number>();
      for (const name of names) {
        if (name.length === 0 || name.length > 200 || !name.isWellFormed() || name.includes('\0')) continue;
        ids.set(name, known.get(name) ?? keep(await ensureSource(client, name, null)).id);
      }
      return ids;
    },
    async ensure(client, name, liveFrom) {
      return keep(await ensureSource(client, name, liveFrom));
    },
  };
}
