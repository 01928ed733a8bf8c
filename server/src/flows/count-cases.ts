import type { Counts } from '@throughline/engine';
import { caseCounts } from '../cases/case-counts.ts';
import { untilWritten } from '../sql/until-written.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';

type ByState = ReadonlyMap<string, number>;

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
  const { engine } = throughline;
  return await untilWritten(throughline, JSON.stringify(['cases by state', flow, selection]), async () => {
    const groups = await engine.groups({ flow, ...selection }, '$state');
    return new Map(groups.map(({ value, cases }) => [value ?? '', cases]));
  });
}
