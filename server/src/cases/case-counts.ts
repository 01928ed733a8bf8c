import type { Counts } from '@throughline/engine';
import type { Throughline } from '../throughline.ts';

interface Counted {
  /** What the database had seen when counting began. */
  readonly seen: string;
  readonly counts: Promise<readonly Counts[]>;
}

const counted = new WeakMap<Throughline['pool'], Counted>();

/**
 * How many cases of each flow stand where. To count is to walk through all of them (80 ms for 100,000), so it is done again only
 * when something has been written, and once for all who ask at the same time.
 */
export async function caseCounts({ engine, pool }: Pick<Throughline, 'engine' | 'pool'>): Promise<readonly Counts[]> {
  // Equal snapshots see the same transactions, those that are under way included: what was counted between them is still so.
  const { rows } = await pool.query<{ seen: string }>('select pg_current_snapshot()::text as seen');
  const seen = rows[0]?.seen ?? '';
  const found = counted.get(pool);
  if (found?.seen === seen) return await found.counts;
  const counts = engine.counts();
  counted.set(pool, { seen, counts });
  try {
    return await counts;
  } catch (error) {
    if (counted.get(pool)?.counts === counts) counted.delete(pool);
    throw error;
  }
}
