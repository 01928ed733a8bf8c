import { historicRung, ladderView, type Millis, type PackRisk, rungReached } from '@throughline/language';
import type { Seeing } from '../cases/case-row.ts';
import { loadFlows } from '../cases/flow-book.ts';
import { remembering } from '../cases/remembered.ts';
import type { Throughline } from '../throughline.ts';
import { entitiesOf } from '../visible/scope-columns.ts';
import { readWakingCases } from './risk-figures.ts';

/** A rung that fires soon. */
export interface Soon {
  /** The case. */
  readonly id: string;
  readonly fires: string;
  readonly dueAt: Millis;
  /** The rung that its case has reached; `null`: none yet, late or not; `historicRung`: none, but it was late before it was live. */
  readonly rung: string | null;
}

/** So many cases are held in memory at a time. */
const batch = 500;

const remembered = remembering<readonly Soon[]>();

/**
 * The rungs of the ladder that fire until an instant if nothing happens in between. A case wakes up no later than its first
 * deadline, so only cases that wake up till then are looked at; when exactly their rungs are due is derived, as always.
 */
export async function rungsSoon(
  throughline: Throughline,
  { flow, ladder }: Pick<PackRisk, 'flow' | 'ladder'>,
  { now, until, visible }: Seeing & { readonly until: Millis },
): Promise<readonly Soon[]> {
  const waking = await readWakingCases(throughline.pool, flow, { before: until, entities: entitiesOf(visible, flow) });
  const known = await remembered(throughline);
  const keyOf = (id: string, seq: number) => `${ladder} ${id} ${seq}`;
  const unknown = waking.filter(({ id, seq }) => known.get(keyOf(id, seq)) === undefined);
  const derived = new Map<string, readonly Soon[]>();
  for (let at = 0; at < unknown.length; at += batch) {
    const cases = await throughline.engine.readCases(unknown.slice(at, at + batch).map(({ id }) => id));
    const flowOf = await loadFlows(throughline, cases);
    for (const record of cases) {
      const flow = flowOf(record);
      const rungs = ladderView(flow, record, { now }, ladder)?.rungs ?? [];
      const compiled = flow.ladders.get(ladder);
      const fired = compiled === undefined ? undefined : rungReached(compiled, record.clocks);
      const reached = fired ?? (rungs.some(({ standing }) => standing === 'historic') ? historicRung : null);
      const pending = rungs.flatMap(({ name, standing, dueAt }): Soon[] =>
        standing === 'pending' && dueAt !== null ? [{ id: record.id, fires: name, dueAt, rung: reached }] : [],
      );
      derived.set(record.id, pending);
      known.set(keyOf(record.id, record.seq), pending);
    }
  }
  const all = waking.flatMap(({ id, seq }) => derived.get(id) ?? known.get(keyOf(id, seq)) ?? []);
  return all.filter(({ dueAt }) => dueAt < until);
}
