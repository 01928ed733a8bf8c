import type { Counts } from '@throughline/engine';
import { untilWritten } from '../sql/until-written.ts';
import type { Throughline } from '../throughline.ts';

/**
 * How many cases of each flow stand where. To count is to walk through all of them (80 ms for 100,000), so it is done again only
 * when something has been written, and once for all who ask at the same time.
 */
export function caseCounts({ engine, pool }: Pick<Throughline, 'engine' | 'pool'>): Promise<readonly Counts[]> {
  return untilWritten({ pool }, 'case counts', () => engine.counts());
}
