import type { DraftLog } from './draft-log.ts';

/**
 * How ways become states: which activities leave a case where it is, and to the state of which activity each of the others leads. A state is
 * known by the number of the activity that it is called after.
 */
export interface Shape {
  readonly stays: ReadonlySet<number>;
  /** By activity, the one whose state it leads to. */
  readonly leadsTo: readonly number[];
}

export interface Edge {
  readonly from: number;
  readonly activity: number;
  readonly to: number;
  readonly count: number;
}

/** What the ways are under a shape: which event occurs in which state how often, where cases begin and end. */
export interface StateGraph {
  readonly edges: readonly Edge[];
  /** By first activity, how many cases, and the state that it leads to. */
  readonly starts: ReadonlyMap<number, { readonly count: number; readonly to: number }>;
  /** By state, how many cases have their last event there. */
  readonly ends: ReadonlyMap<number, number>;
}

/** A state for each activity: where a case is, is what happened last. */
export function lastActivity(log: DraftLog): Shape {
  return { stays: new Set(), leadsTo: log.activities.map((_, index) => index) };
}

/** The state after a step, or the first one. */
export function stateAfter({ stays, leadsTo }: Shape, state: number | undefined, step: number): number {
  if (state !== undefined && stays.has(step)) return state;
  return leadsTo[step] ?? step;
}

export function graphOf(log: DraftLog, shape: Shape): StateGraph {
  const size = log.activities.length;
  const counts = new Map<number, number>();
  const starts = new Map<number, { readonly count: number; readonly to: number }>();
  const ends = new Map<number, number>();
  for (const { steps, cases } of log.ways) {
    let state: number | undefined;
    for (const step of steps) {
      const to = stateAfter(shape, state, step);
      if (state === undefined) starts.set(step, { count: (starts.get(step)?.count ?? 0) + cases, to });
      else add(counts, state * size + step, cases);
      state = to;
    }
    if (state !== undefined) add(ends, state, cases);
  }
  const edges = [...counts].map(([key, count]): Edge => {
    const [from, activity] = [Math.floor(key / size), key % size];
    return { from, activity, to: stateAfter(shape, from, activity), count };
  });
  return { edges: edges.sort(byCount), starts, ends };
}

/** The most frequent first, then by their names' ranks: never by the order in which they were found. */
export function byCount(a: Edge, b: Edge): number {
  return b.count - a.count || a.from - b.from || a.activity - b.activity;
}

function add(counts: Map<number, number>, key: number, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

/**
 * Activities that say nothing of what comes next and so leave a case where it is, such as a part payment or a note. Searched for greedily, by
 * the Bayesian information criterion of a Markov chain of the states (Schwarz 1978, Katz 1981): −2 · log likelihood of the steps and ends
 * + transitions · log(steps).
 */
export function milestones(log: DraftLog): Shape {
  let best = lastActivity(log);
  let cost = criterion(log, best);
  const candidates = new Set(log.activities.slice(0, candidatesMax).keys());
  for (;;) {
    let next: { readonly shape: Shape; readonly cost: number; readonly activity: number } | undefined;
    for (const activity of candidates) {
      const shape = { ...best, stays: new Set([...best.stays, activity]) };
      const found = criterion(log, shape);
      if (found < (next?.cost ?? cost)) next = { shape, cost: found, activity };
    }
    if (next === undefined) return best;
    candidates.delete(next.activity);
    ({ shape: best, cost } = next);
  }
}

const candidatesMax = 60;

function criterion(log: DraftLog, shape: Shape): number {
  const { edges, ends } = graphOf(log, shape);
  const visits = new Map<number, number>(ends);
  let steps = 0;
  for (const { from, count } of edges) {
    add(visits, from, count);
    steps += count;
  }
  const likelihood = (count: number, state: number) => count * Math.log(count / (visits.get(state) ?? count));
  let fit = 0;
  for (const { from, count } of edges) fit += likelihood(count, from);
  for (const [state, count] of ends) fit += likelihood(count, state);
  return -2 * fit + (edges.length + ends.size) * Math.log(Math.max(2, steps));
}
