import type { Edge, StateGraph } from './shape.ts';

/** What of a graph is declared, and what is left to exceptions. */
export interface Kept {
  readonly edges: readonly Edge[];
  readonly rare: readonly Edge[];
  /** First activities by which a case is usually born, and those by which it seldom is. */
  readonly starts: readonly number[];
  readonly rareStarts: readonly number[];
  readonly finals: ReadonlySet<number>;
}

export interface KeepOptions {
  /** The share of all steps that the declared edges carry. */
  readonly coverage: number;
  readonly finals: ReadonlySet<number>;
}

/**
 * The fewest edges that carry so large a share of the steps: the most frequent ones. To these come the ones, again the most frequent, by which
 * each state can be reached, each activity taken, and an end be reached from each state. Where no edge leads on, the state is an end.
 */
export function keepEdges(graph: StateGraph, { coverage, finals: wanted }: KeepOptions): Kept {
  const [starts, rareStarts] = keepStarts(graph, coverage);
  const kept = new Set<Edge>();
  let left = graph.edges.reduce((sum, { count }) => sum + count, 0) * (1 - coverage);
  for (const edge of graph.edges.toReversed()) {
    left -= edge.count;
    if (left < 0) kept.add(edge);
  }
  const reached = new Set<number>();
  for (const activities of [starts, rareStarts]) {
    for (const activity of activities) reached.add(graph.starts.get(activity)?.to ?? activity);
    reachStates(graph, kept, reached);
  }
  const taken = new Set([...kept].map(({ activity }) => activity));
  for (const edge of graph.edges) {
    if (graph.starts.has(edge.activity) || taken.has(edge.activity)) continue;
    kept.add(edge);
    taken.add(edge.activity);
  }
  const finals = reachEnds(graph, kept, wanted);
  const edges = graph.edges.filter((edge) => kept.has(edge));
  return { edges, rare: graph.edges.filter((edge) => !kept.has(edge)), starts, rareStarts, finals };
}

/** Beginnings, the most frequent first, until they carry the share. */
function keepStarts({ starts }: StateGraph, coverage: number): readonly [usual: readonly number[], rare: readonly number[]] {
  const sorted = [...starts].sort(([a, one], [b, other]) => other.count - one.count || a - b);
  const all = sorted.reduce((sum, [, { count }]) => sum + count, 0);
  let carried = 0;
  const usual: number[] = [];
  const rare: number[] = [];
  for (const [activity, { count }] of sorted) {
    (carried < coverage * all ? usual : rare).push(activity);
    carried += count;
  }
  return [usual, rare];
}

/** Adds the most frequent edge out of what can be reached into what cannot, until nothing more can. */
function reachStates(graph: StateGraph, kept: Set<Edge>, reached: Set<number>): void {
  for (;;) {
    spread(kept, reached, ({ from, to }) => [from, to]);
    const next = graph.edges.find(({ from, to }) => reached.has(from) && !reached.has(to));
    if (next === undefined) return;
    kept.add(next);
  }
}

/** The same backwards from the ends. */
function reachEnds(graph: StateGraph, kept: Set<Edge>, wanted: ReadonlySet<number>): ReadonlySet<number> {
  const finals = new Set(wanted);
  // Where cases are born, too: a state may have neither an end nor an edge that is usual.
  const born = [...graph.starts.values()].map(({ to }) => to);
  const states = new Set([...[...kept].flatMap(({ from, to }) => [from, to]), ...graph.ends.keys(), ...born]);
  const byEnds = [...graph.ends].sort(([a, one], [b, other]) => other - one || a - b).map(([state]) => state);
  for (;;) {
    const ending = new Set(finals);
    spread(kept, ending, ({ from, to }) => [to, from]);
    if (ending.isSupersetOf(states)) return finals;
    const next = graph.edges.find(({ from, to }) => !ending.has(from) && ending.has(to));
    const end = byEnds.find((state) => !ending.has(state));
    if (next !== undefined) kept.add(next);
    else if (end !== undefined) finals.add(end);
    else return finals;
  }
}

function spread(edges: ReadonlySet<Edge>, found: Set<number>, ways: (edge: Edge) => readonly [from: number, to: number]): void {
  const next = Map.groupBy([...edges].map(ways), ([from]) => from);
  for (const state of found) for (const [, to] of next.get(state) ?? []) found.add(to);
}
