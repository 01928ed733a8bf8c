import type { CaseView } from '@throughline/engine';
import { historicRung, ladderView, type Millis, type PackRisk, rungReached } from '@throughline/language';
import { loadFlows } from '../cases/flow-book.ts';
import type { Throughline } from '../throughline.ts';
import { readWakingCases } from './risk-figures.ts';

/** A rung that fires soon. */
export interface Soon {
  readonly case: CaseView;
  readonly fires: string;
  readonly dueAt: Millis;
  /** The rung that its case has reached; `null`: none yet, late or not; `historicRung`: none, but it was late before it was live. */
  readonly rung: string | null;
}

/** So many cases are held in memory at a time. */
const batch = 500;

/**
 * The rungs of the ladder that fire until an instant if nothing happens in between. A case wakes up no later than its first
 * deadline, so only cases that wake up till then are read; when exactly their rungs are due is derived, as always.
 */
export async function rungsSoon(
  throughline: Throughline,
  { flow, ladder }: Pick<PackRisk, 'flow' | 'ladder'>,
  { now, until }: { readonly now: Millis; readonly until: Millis },
): Promise<readonly Soon[]> {
  const ids = await readWakingCases(throughline.pool, flow, until);
  const found: Soon[] = [];
  for (let at = 0; at < ids.length; at += batch) {
    const cases = await throughline.engine.readCases(ids.slice(at, at + batch));
    const flowOf = await loadFlows(throughline, cases);
    for (const record of cases) {
      const flow = flowOf(record);
      const rungs = ladderView(flow, record, { now }, ladder)?.rungs ?? [];
      const compiled = flow.ladders.get(ladder);
      const fired = compiled === undefined ? undefined : rungReached(compiled, record.clocks);
      const reached = fired ?? (rungs.some(({ standing }) => standing === 'historic') ? historicRung : null);
      for (const { name, standing, dueAt } of rungs)
        if (standing === 'pending' && dueAt !== null && dueAt < until)
          found.push({ case: record, fires: name, dueAt, rung: reached });
    }
  }
  return found;
}
