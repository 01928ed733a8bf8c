import type { Counts } from '@throughline/engine';
import { caseCounts } from '../cases/case-counts.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';

type ByState = ReadonlyMap<string, number>;

interface Counted {
  /** What the database had seen when counting began. */
  readonly seen: string;
  /** By flow and what is seen of it. */
  readonly counts: Map<string, Promise<ByState>>;
}

const counted = new WeakMap<Throughline['pool'], Counted>();

/**
 * How many cases of a flow stand in which state, of those that are seen; counted again only where something was written since.
 *
 * @param all what has been counted already for whoever sees everything
 */
export async function casesByState(
  throughline: Throughline,
  flow: string,
  visible: Visible,
  all?: readonly Counts[],
): Promise<ByState> {
  const selection = visible.selection(flow);
  if (Object.keys(selection).length === 0) {
    const counts = all ?? (await caseCounts(throughline));
    return new Map(counts.filter((one) => one.flow === flow).map(({ state, cases }) => [state, cases]));
  }
  const { pool, engine } = throughline;
  const { rows } = await pool.query<{ seen: string }>('select pg_current_snapshot()::text as seen');
  const seen = rows[0]?.seen ?? '';
  const kept = counted.get(pool);
  const { counts } = kept?.seen === seen ? kept : { counts: new Map<string, Promise<ByState>>() };
  counted.set(pool, { seen, counts });
  const name = JSON.stringify([flow, selection]);
  const found =
    counts.get(name) ??
    engine
      .groups({ flow, ...selection }, '$state')
      .then((groups) => new Map(groups.map(({ value, cases }) => [value ?? '', cases])));
  counts.set(name, found);
  // What went wrong is not kept: it may go right the next time.
  found.catch(() => counts.delete(name));
  return await found;
}
