import type { Millis } from '@throughline/language';
import type { SourceRow } from './sql/sources.ts';
import type { Transaction } from './store/transaction.ts';

type Sources = Pick<Transaction, 'ensureSource'>;

/** The ids of sources by name; they never change, so they are kept. */
export interface SourceRegistry {
  /** The ids of the sources named; those that are new are registered at once. */
  ids(alone: Sources, names: Iterable<string>): Promise<ReadonlyMap<string, number>>;
  /** The same inside a transaction. An id that it gives is not kept: the transaction may be taken back, and the id with it. */
  idsWithin(tx: Sources, names: Iterable<string>): Promise<ReadonlyMap<string, number>>;
  ensure(alone: Sources, name: string, liveFrom: Millis): Promise<SourceRow>;
}

const sourcesMax = 10_000;

/**
 * What the engine signs with. Whoever begins a transaction of the engine's own asks for their ids before: registered inside, others would wait
 * for its end.
 */
export const ownSources: readonly string[] = ['case', 'effect'];

const isSourceName = (name: string) => name.length > 0 && name.length <= 200 && name.isWellFormed() && !name.includes('\0');

export function createSourceRegistry(): SourceRegistry {
  const known = new Map<string, number>();
  const keep = (row: SourceRow) => {
    if (known.size < sourcesMax) known.set(row.name, row.id);
    return row;
  };
  return {
    async ids(alone, names) {
      const ids = new Map<string, number>();
      for (const name of names)
        if (isSourceName(name)) ids.set(name, known.get(name) ?? keep(await alone.ensureSource(name, null)).id);
      return ids;
    },
    async idsWithin(tx, names) {
      const ids = new Map<string, number>();
      for (const name of names) if (isSourceName(name)) ids.set(name, known.get(name) ?? (await tx.ensureSource(name, null)).id);
      return ids;
    },
    async ensure(alone, name, liveFrom) {
      return keep(await alone.ensureSource(name, liveFrom));
    },
  };
}
