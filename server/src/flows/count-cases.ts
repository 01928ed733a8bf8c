import type { Counts } from '@throughline/engine';
import { caseCounts } from '../cases/case-counts.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';

/**
 * How many cases of a flow stand in which state, of those that are seen.
 *
 * @param counted what has been counted already for whoever sees everything
 */
export async function casesByState(
  throughline: Throughline,
  flow: string,
  visible: Visible,
  counted?: readonly Counts[],
): Promise<ReadonlyMap<string, number>> {
  const selection = visible.selection(flow);
  if (Object.keys(selection).length === 0) {
    const counts = counted ?? (await caseCounts(throughline));
    return new Map(counts.filter((one) => one.flow === flow).map(({ state, cases }) => [state, cases]));
  }
  const groups = await throughline.engine.groups({ flow, ...selection }, '$state');
  return new Map(groups.map(({ value, cases }) => [value ?? '', cases]));
}
