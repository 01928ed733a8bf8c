import type { DraftLog } from './draft-log.ts';
import { type Shape, stateAfter } from './shape.ts';

/** How long cases were in a state, and who moved them on. */
export interface Stay {
  /** Of those that left it, how long each was there: milliseconds, ascending. */
  readonly left: readonly number[];
  /** Of those that are still there, when their last event was. */
  readonly since: readonly number[];
  /** By activity, how often it was the next event in it; by role, how often that was done as what. */
  readonly next: ReadonlyMap<number, number>;
  readonly role: ReadonlyMap<number, number>;
}

interface Gathered {
  readonly left: number[];
  readonly since: number[];
  readonly next: Map<number, number>;
  readonly role: Map<number, number>;
}

/** By state, as the cases with times show it. What came again without moving the case does not begin its stay anew. */
export function staysOf(log: DraftLog, shape: Shape): ReadonlyMap<number, Stay> {
  const stays = new Map<number, Gathered>();
  const of = (state: number): Gathered => {
    const known = stays.get(state) ?? { left: [], since: [], next: new Map(), role: new Map() };
    stays.set(state, known);
    return known;
  };
  for (const { steps, at, role } of log.timed) {
    let state: number | undefined;
    let since = Number.NaN;
    for (const [index, step] of steps.entries()) {
      const to = stateAfter(shape, state, step);
      if (state !== undefined) {
        const stay = of(state);
        count(stay.next, step);
        count(stay.role, role[index] ?? -1);
        const length = (at[index] ?? Number.NaN) - since;
        if (to !== state && length >= 0) stay.left.push(length);
      }
      if (to !== state) since = at[index] ?? Number.NaN;
      state = to;
    }
    if (state !== undefined && !Number.isNaN(since)) of(state).since.push(at.at(-1) ?? since);
  }
  for (const { left } of stays.values()) left.sort((a, b) => a - b);
  return stays;
}

function count(counts: Map<number, number>, key: number): void {
  if (key >= 0) counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Of values in ascending order, the least that so large a share of them does not exceed. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? Number.NaN;
}
