import type { DraftLog } from './draft-log.ts';
import { type Shape, stateAfter } from './shape.ts';

/** How long cases were in a state, and who moved them on. */
export interface Stay {
  /** Of those that left it, how long each was there: milliseconds, ascending. */
  readonly left: Float64Array;
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
  const stays: Gathered[] = log.activities.map(() => ({ left: [], since: [], next: new Map(), role: new Map() }));
  const states = new Map<readonly number[], readonly number[]>();
  for (const { steps, at, role } of log.timed) {
    // Cases of one way share its steps.
    const way = states.get(steps) ?? statesOf(shape, steps);
    states.set(steps, way);
    let since = at[0] ?? Number.NaN;
    for (let index = 1; index < steps.length; index += 1) {
      const stay = stays[way[index - 1] ?? 0] as Gathered;
      count(stay.next, steps[index] ?? -1);
      count(stay.role, role[index] ?? -1);
      if (way[index] === way[index - 1]) continue;
      const now = at[index] ?? Number.NaN;
      if (now >= since) stay.left.push(now - since);
      since = now;
    }
    if (!Number.isNaN(since)) stays[way.at(-1) ?? 0]?.since.push(at.at(-1) ?? since);
  }
  return new Map(
    [...stays.entries()]
      .filter(([, { since, next }]) => since.length > 0 || next.size > 0)
      .map(([state, stay]) => [state, { ...stay, left: Float64Array.from(stay.left).sort() }]),
  );
}

function statesOf(shape: Shape, steps: readonly number[]): readonly number[] {
  let state: number | undefined;
  return steps.map((step) => {
    state = stateAfter(shape, state, step);
    return state;
  });
}

function count(counts: Map<number, number>, key: number): void {
  if (key >= 0) counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Of values in ascending order, the least that so large a share of them does not exceed. */
export function quantile(ascending: Float64Array, share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? Number.NaN;
}
