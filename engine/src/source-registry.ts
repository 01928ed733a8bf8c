import type { Millis } from '@throughline/language';
import type { SourceRow } from './sql/sources.ts';
import type { Transaction } from './store/transaction.ts';

/** The ids of sources by name; they never change, so they are kept. */
export interface SourceRegistry {
  /** The ids of the sources named; those that are new are registered. */
  ids(tx: Pick<Transaction, 'ensureSource'>, names: Iterable<string>): Promise<ReadonlyMap<string, number>>;
  ensure(tx: Pick<Transaction, 'ensureSource'>, name: string, liveFrom: Millis): Promise<SourceRow>;
}

const sourcesMax = 10_000;

export function createSourceRegistry(): SourceRegistry {
  const known = new Map<string, number>();
  const keep = (row: SourceRow) => {
    if (known.size < sourcesMax) known.set(row.name, row.id);
    return row;
  };
  return {
    async ids(tx, names) {
      const ids = new Map<string, number>();
      for (const name of names) {
        if (name.length === 0 || name.length > 200 || !name.isWellFormed() || name.includes('\0')) continue;
        ids.set(name, known.get(name) ?? keep(await tx.ensureSource(name, null)).id);
      }
      return ids;
    },
    async ensure(tx, name, liveFrom) {
      return keep(await tx.ensureSource(name, liveFrom));
    },
  };
}
