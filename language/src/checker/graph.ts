import type { FlowDefinition } from '../definition/flow.ts';
import type { Site } from './sites.ts';
import { landings } from './sites.ts';

/** One way of getting from state to state. */
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** What leads where: the ground of the findings that speak of paths. */
export interface Graph {
  /** The shortest way from the start to each state that the flow's own transitions and rungs reach, as a witness. */
  readonly planned: ReadonlyMap<string, readonly string[]>;
  /** The same, where facts that do not fit may also move the case. */
  readonly withDeviations: ReadonlyMap<string, readonly string[]>;
  /** By state, where one step leads. */
  readonly next: ReadonlyMap<string, ReadonlySet<string>>;
}

export function graphOf(flow: FlowDefinition, sites: readonly Site[]): Graph {
  const starts = sites
    .filter(({ kind }) => kind === 'start')
    .flatMap(({ to, label }) => (to === undefined ? [] : [{ to, label }]));
  const edges = sites.flatMap((site) =>
    site.to === undefined ? [] : site.from.map((from): Edge => ({ from, to: site.to as string, label: site.label })),
  );
  const deviations = Object.entries(flow.events ?? {}).flatMap(([event, { lands }]) =>
    landings(lands, '').flatMap(({ to }) =>
      Object.keys(flow.states).map((from): Edge => ({ from, to, label: `${event} (a fact that does not fit)` })),
    ),
  );
  const next = new Map(Object.keys(flow.states).map((state) => [state, new Set<string>()]));
  for (const { from, to } of edges) next.get(from)?.add(to);
  return { planned: shortestPaths(starts, edges), withDeviations: shortestPaths(starts, [...edges, ...deviations]), next };
}

function shortestPaths(
  starts: readonly { to: string; label: string }[],
  edges: readonly Edge[],
): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, readonly string[]>();
  const outgoing = new Map<string, Edge[]>();
  for (const edge of edges) outgoing.set(edge.from, [...(outgoing.get(edge.from) ?? []), edge]);
  for (const { to, label } of starts) if (!paths.has(to)) paths.set(to, [`${label} -> ${to}`]);
  for (const [state, path] of paths) {
    for (const { to, label } of outgoing.get(state) ?? []) if (!paths.has(to)) paths.set(to, [...path, `${label} -> ${to}`]);
  }
  return paths;
}

/** The states that can be reached from one, itself included. */
export function reachableFrom(graph: Graph, state: string): ReadonlySet<string> {
  const found = new Set([state]);
  for (const each of found) for (const next of graph.next.get(each) ?? []) found.add(next);
  return found;
}
