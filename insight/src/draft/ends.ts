import type { DraftLog } from './draft-log.ts';
import type { Shape, StateGraph } from './shape.ts';
import { quantile, type Stay, staysOf } from './stays.ts';

/** Cases end where at least so large a share of those that came to it stayed. */
const endShare = 0.5;

/**
 * The states in which cases end: at least half of the times that one was there, nothing more happened. A case whose last event lies no longer
 * before the end of the log than those that go on mostly take (95 %) may be waiting, and counts neither way.
 */
export function finalStates(log: DraftLog, shape: Shape, graph: StateGraph): ReadonlySet<number> {
  const leaving = new Map<number, number>();
  for (const { from, to, count } of graph.edges) if (from !== to) leaving.set(from, (leaving.get(from) ?? 0) + count);
  const stays = staysOf(log, shape);
  return new Set(
    [...graph.ends].flatMap(([state, ended]) => {
      const over = ended * overShare(log, stays.get(state));
      return over > 0 && over >= endShare * (over + (leaving.get(state) ?? 0)) ? [state] : [];
    }),
  );
}

/** Of the cases that have their last event in a state, the share that is certainly not about to go on. */
function overShare({ until }: DraftLog, stay: Stay | undefined): number {
  if (until === null || stay === undefined || stay.since.length === 0 || stay.left.length === 0) return 1;
  const long = quantile(stay.left, 0.95);
  return stay.since.filter((since) => until - since > long).length / stay.since.length;
}
